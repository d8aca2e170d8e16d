import type { TransferDetails, TransferLine } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { readNumber } from '../read-number';
import { Sentences } from '../sentences';
import { transferWords } from './transfer-words';

type Data = Record<string, unknown>;

/** Why units should move: how both stores stand, chances of running out, money, in sentences. */
export function TransferWhy({ transfer, line }: { transfer: TransferDetails; line: TransferLine }) {
  const text = useText(transferWords);
  const format = useFormat();
  const ends = [
    { kind: 'taker', store: transfer.to_store, end: line.taker },
    { kind: 'giver', store: transfer.from_store, end: line.giver },
  ] as const;
  const told = ends.flatMap(({ kind, store, end }) => {
    if (end === null) return [];
    const units = (name: string) => format.units(readNumber(end[name]));
    const chance = (name: string) => format.percent(readNumber(end[name]));
    const day = format.weekday(typeof end.arrives_on === 'string' ? end.arrives_on : null);
    return [
      text(kind, {
        count: readNumber(end.days_of_cover_without) ?? 0,
        store,
        stock: units('on_hand'),
        way: units('on_its_way'),
        before: units('days_of_cover_without'),
        after: units('days_of_cover_with'),
      }),
      text('chance', { store, day, without: chance('runs_out_without'), with: chance('runs_out_with') }),
      ...(isWorthTelling(end)
        ? [text('lost', { store, without: units('lost_without'), with: units('lost_with') })]
        : []),
    ];
  });
  return <Sentences told={[...told, text('money', { saves: format.money(line.saves) })]} />;
}

/** How long a store's stock lasts, before and after. */
export function Cover({ end }: { end: Data | null }) {
  const text = useText(transferWords);
  const format = useFormat();
  if (end === null) return <span className="text-ink-faint">{text('hidden')}</span>;
  const [before, after] = [readNumber(end.days_of_cover_without), readNumber(end.days_of_cover_with)];
  return (
    <span className="whitespace-nowrap">
      {text('change', {
        before: format.units(before),
        after: text('days', { count: after ?? 0, days: format.units(after) }),
      })}
    </span>
  );
}

function isWorthTelling(end: Data): boolean {
  return Math.max(readNumber(end.lost_without) ?? 0, readNumber(end.lost_with) ?? 0) > 0.05;
}
