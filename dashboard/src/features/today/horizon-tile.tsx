import { useQuery } from '@tanstack/react-query';
import { readForecastTotalsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { addDays, daysBetween } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Tile } from '@/shared/ui/tile';
import { type DaySpan, useLastYear } from './use-last-year';
import { todayWords } from './words';

/** What some days sell together, as far as they are forecast, with the range of their sum, against the same weekdays and events of last year. */
export function HorizonTile({
  days,
  from,
  store,
  span,
}: {
  days: number;
  from: string;
  store: string | undefined;
  /** The days that last year is asked for, these among them. */
  span: DaySpan;
}) {
  const text = useText(todayWords);
  const format = useFormat();
  const to = addDays(from, days - 1);
  const sums = useQuery({
    ...readForecastTotalsOptions({ query: { grain: 'horizon', level: 0.8, store, from, to } }),
    placeholderData: (before) => before,
  });
  const sum = sums.data?.items[0];
  const until = sum?.to ?? to;
  const { sumBefore, isLoading } = useLastYear(span, store);
  const sold = sumBefore(from, until);
  return (
    <Tile
      label={`${text('nextDays', { count: daysBetween(from, until) + 1 })}, ${format.day(from)} – ${format.day(until)}`}
      value={format.units(sum?.mean)}
      unit={text('units')}
      note={
        sum && (
          <>
            {text('range', { lower: format.units(sum.lower), upper: format.units(sum.upper) })}
            <br />
            {sold
              ? text('lastYear', { change: format.percent(sum.mean / sold - 1, { signed: true }) })
              : isLoading
                ? '…'
                : text('lastYearUnknown')}
          </>
        )
      }
    />
  );
}
