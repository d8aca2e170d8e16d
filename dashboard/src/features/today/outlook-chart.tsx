import { useMemo } from 'react';
import type { ForecastSums } from '@/shared/api/generated';
import { closedDays } from '@/shared/charts/closed-days';
import { TimeChart } from '@/shared/charts/time-chart';
import { addDays, daysFromTo, today } from '@/shared/format/days';
import { useText } from '@/shared/text/define-text';
import { type DaySpan, useLastYear } from './use-last-year';
import { useSalesByDay } from './use-sales-by-day';
import { todayWords } from './words';

/** Weeks behind and weeks ahead, a value a day, with last year's beside them: the same event, else the same weekday. */
export function OutlookChart({
  sums,
  store,
  span: { first, last },
}: {
  sums: ForecastSums;
  store: string | undefined;
  span: DaySpan;
}) {
  const text = useText(todayWords);
  const now = today();
  const past = useSalesByDay(first, addDays(now, -1), store);
  const { unitsBefore, notes } = useLastYear({ first, last }, store);

  const chart = useMemo(() => {
    const days = daysFromTo(first, last);
    const ahead = new Map(sums.items.map((item) => [item.from, item]));
    const known = past.data ?? new Map<string, number>();
    const daysSold = [...known.keys()].sort();
    const [firstSold, lastSold] = [daysSold[0], daysSold.at(-1)];
    return {
      days,
      // A day without any sale sold nothing; days before the first sale and after the last aren't known.
      sold: days.map((day) =>
        firstSold && lastSold && day >= firstSold && day <= lastSold ? (known.get(day) ?? 0) : null,
      ),
      mean: days.map((day) => ahead.get(day)?.mean ?? null),
      lower: days.map((day) => ahead.get(day)?.lower ?? null),
      upper: days.map((day) => ahead.get(day)?.upper ?? null),
      before: days.map(unitsBefore),
      closed: closedDays(sums.items),
    };
  }, [first, last, sums, past.data, unitsBefore]);

  return (
    <TimeChart
      label={text('outlook')}
      days={chart.days}
      knownUntil={addDays(now, -1)}
      closedDays={chart.closed}
      lines={[
        {
          key: 'before',
          label: text('before'),
          values: chart.before,
          colour: 'compare',
          dashed: true,
          notes,
        },
        { key: 'sold', label: text('sold'), values: chart.sold, colour: 'actual' },
        { key: 'mean', label: text('forecast'), values: chart.mean, colour: 'forecast' },
      ]}
      bands={[{ label: text('band'), lower: chart.lower, upper: chart.upper, opacity: 0.2 }]}
    />
  );
}
