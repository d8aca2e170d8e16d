import { useQuery } from '@tanstack/react-query';
import { readForecastTotalsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { addDays, daysBetween } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Tile } from '@/shared/ui/tile';
import { spanBefore, useYearBefore } from '@/shared/year-before/use-year-before';
import { useSalesByDay } from './use-sales-by-day';
import { todayWords } from './words';

/** What some days sell together, with the range of their sum, against the same weekdays and events of last year. */
export function HorizonTile({
  days,
  from,
  store,
}: {
  days: number;
  from: string;
  store: string | undefined;
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
  const year = useYearBefore(from, until, { store });
  const spanned = spanBefore(from, until);
  const before = useSalesByDay(spanned.from, spanned.to, store);
  const each = Array.from({ length: daysBetween(from, until) + 1 }, (_, index) => addDays(from, index));
  const sold = each.reduce((all, day) => all + (before.data?.get(year.before(day)) ?? 0), 0);
  return (
    <Tile
      label={`${text('nextDays', { count: days })}, ${format.day(from)} – ${format.day(until)}`}
      value={format.units(sum?.mean)}
      unit={text('units')}
      note={
        sum && (
          <>
            {text('range', { lower: format.units(sum.lower), upper: format.units(sum.upper) })}
            <br />
            {sold > 0
              ? text('lastYear', { change: format.percent(sum.mean / sold - 1, { signed: true }) })
              : text('lastYearUnknown')}
          </>
        )
      }
    />
  );
}
