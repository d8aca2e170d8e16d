import type { ImportNote } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge, type Tone } from '@/shared/ui/badge';
import { Card } from '@/shared/ui/card';
import { words } from './words';

const TONES: Record<string, Tone> = { proven: 'good', likely: 'warn', told: 'neutral', asked: 'accent' };
const ORDER = ['likely', 'asked', 'told', 'proven'];

/** What was decided while reading: in words, how sure, what it rests on, and what another reading would total. */
export function NotesCard({ notes }: { notes: ImportNote[] }) {
  const text = useText(words);
  if (notes.length === 0) return null;
  const rank = (note: ImportNote) => ORDER.indexOf(note.evidence?.certainty ?? 'proven');
  const sorted = [...notes].sort((one, other) => rank(one) - rank(other));
  return (
    <Card title={text('decisions')} hint={text('decisionsHint')}>
      <ul className="flex flex-col divide-y divide-line">
        {sorted.map((note) => (
          <Note key={`${note.rule} ${note.text}`} note={note} />
        ))}
      </ul>
    </Card>
  );
}

function Note({ note }: { note: ImportNote }) {
  const text = useText(words);
  const format = useFormat();
  const certainty = note.evidence?.certainty;
  const [chosen, ...others] = note.evidence?.readings ?? [];
  const told = (meaning: string, total?: number | null) =>
    total == null ? meaning : `${meaning} (${text('total', { amount: format.amount(total) })})`;
  return (
    <li className="flex flex-col gap-0.5 py-2 sm:flex-row sm:gap-3">
      <span className="w-28 shrink-0">
        {certainty && <Badge tone={TONES[certainty]}>{text(certainty)}</Badge>}
      </span>
      <div className="min-w-0">
        <p className="break-words">{note.text}</p>
        {note.evidence && !note.text.includes(note.evidence.seen) && (
          <p className="text-sm break-words text-ink-faint">{note.evidence.seen}</p>
        )}
        {others.length > 0 && chosen && (
          <p className="text-sm text-ink-soft">
            {text('chosen', { meaning: told(chosen.meaning, chosen.total) })}
          </p>
        )}
        {others.map((reading) => (
          <p key={reading.meaning} className="text-sm text-ink-soft">
            {text('other', { meaning: told(reading.meaning, reading.total) })}
          </p>
        ))}
      </div>
    </li>
  );
}
