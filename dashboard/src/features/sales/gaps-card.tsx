import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { listEventsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import type { DaySpan } from './periods';
import { words } from './words';

const MOST_SHOWN = 12;

/** Days without a sale, newest first, with what the calendar says of them. */
export function GapsCard({ gaps, store }: { gaps: DaySpan[]; store: string | undefined }) {
  const text = useText(words);
  const format = useFormat();
  const from = gaps[0]?.from;
  const events = useQuery({
    ...listEventsOptions({ query: { store, from, to: gaps.at(-1)?.to, limit: 1000 } }),
    enabled: gaps.length > 0,
  });
  const closing = (events.data?.items ?? []).filter(({ kind }) => kind === 'closure' || kind === 'holiday');
  const named = (gap: DaySpan) => [
    ...new Set(closing.filter((e) => e.starts_on <= gap.to && e.ends_on >= gap.from).map(({ name }) => name)),
  ];
  const shown = [...gaps].reverse().slice(0, MOST_SHOWN);
  return (
    <Card title={text('gaps')} hint={text('gapsHint')}>
      {gaps.length === 0 ? (
        <p className="text-ink-soft">{text('noGaps')}</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {shown.map((gap) => (
            <li key={gap.from} className="flex flex-wrap justify-between gap-x-4 py-1.5">
              <span>
                {gap.days === 1
                  ? format.weekday(gap.from)
                  : `${format.weekday(gap.from)} – ${format.weekday(gap.to)}`}{' '}
                {gap.from.slice(0, 4)}
              </span>
              <span className="text-ink-faint">
                {text('gapDays', { count: gap.days })} ·{' '}
                {named(gap).length > 0 ? (
                  text('calendarSays', { names: named(gap).join(', ') })
                ) : (
                  <Link
                    to="/data/calendar"
                    search={{ month: gap.from.slice(0, 7) }}
                    className="underline decoration-dotted"
                  >
                    {text('unexplained')}
                  </Link>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {gaps.length > MOST_SHOWN && (
        <p className="pt-2 text-sm text-ink-faint">{text('moreGaps', { count: gaps.length - MOST_SHOWN })}</p>
      )}
    </Card>
  );
}
