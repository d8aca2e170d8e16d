import { getRouteApi } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useMemo } from 'react';
import type { Line } from '@/shared/charts/chart-lines';
import { TimeChart } from '@/shared/charts/time-chart';
import { addDays } from '@/shared/format/days';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { spanBefore, useYearBefore } from '@/shared/year-before/use-year-before';
import { BreakdownCard } from './breakdown-card';
import { compareYears } from './compare-years';
import { GapsCard } from './gaps-card';
import { PeriodTable } from './period-table';
import { gapsIn, periodBefore } from './periods';
import { SalesTiles } from './sales-tiles';
import { UnusualCard } from './unusual-card';
import { unusualDays } from './unusual-days';
import { useSums } from './use-sums';
import { LAST_YEAR, words } from './words';

const route = getRouteApi('/signed-in/data/sales');
const AROUND_DAYS = 28;

/** One choice of sales: figures, chart, table, gaps and unusual days. */
export function SalesView({
  from,
  to,
  firstKnown,
  lastKnown,
}: {
  from: string;
  to: string;
  /** The first day with sales on record, and the last that is over. */
  firstKnown: string;
  lastKnown: string;
}) {
  const text = useText(words);
  const { grain = 'day', measure = 'units', store, product, category } = route.useSearch();
  const filters = { store, product, category };
  const isDaily = grain === 'day';
  const span = useMemo(() => ({ from, to }), [from, to]);
  const known = useMemo(() => ({ first: firstKnown, last: lastKnown }), [firstKnown, lastKnown]);
  // Days around the span tell what was usual at its edges.
  const around = useMemo(
    () => (isDaily ? { from: addDays(from, -AROUND_DAYS), to: addDays(to, AROUND_DAYS) } : { from, to }),
    [isDaily, from, to],
  );
  const now = useSums(grain, { ...around, ...filters });
  const year = useYearBefore(from, to, filters, isDaily);
  const before = useSums(grain, {
    ...(isDaily ? spanBefore(from, to) : { from: periodBefore(grain, from), to: periodBefore(grain, to) }),
    ...filters,
  });
  const startBefore = useMemo(
    () => (isDaily ? year.before : (start: string) => periodBefore(grain, start)),
    [isDaily, year, grain],
  );
  const periods = useMemo(
    () =>
      now.rows &&
      before.rows &&
      compareYears(grain, span, now.rows, before.rows, measure, known, startBefore),
    [grain, span, now.rows, before.rows, measure, known, startBefore],
  );
  const unusual = useMemo(() => {
    if (!isDaily || !now.rows) return [];
    const all = compareYears('day', around, now.rows, [], measure, known);
    return unusualDays(
      all.map(({ start }) => start),
      all.map(({ value }) => value),
    ).filter(({ day }) => day >= from && day <= to && day <= lastKnown);
  }, [isDaily, now.rows, around, measure, known, lastKnown, from, to]);
  const days = useMemo(() => (periods ?? []).map(({ start }) => start), [periods]);
  const lines = useMemo<Line[]>(() => {
    if (!periods) return [];
    const odd = new Map(unusual.map(({ day, value }) => [day, value]));
    const drawn: Line[] = [
      { key: 'now', label: text(measure), values: periods.map(({ value }) => value), colour: 'actual' },
      {
        key: 'before',
        label: text(LAST_YEAR[grain]),
        values: periods.map((period) => period.before),
        colour: 'compare',
        dashed: true,
        notes: isDaily ? year.notes : undefined,
      },
    ];
    if (odd.size > 0)
      drawn.push({
        key: 'unusual',
        label: text('unusual'),
        values: periods.map(({ start }) => odd.get(start) ?? null),
        colour: 'bad',
        shape: 'points',
      });
    return drawn;
  }, [periods, unusual, measure, grain, isDaily, year, text]);

  const error = now.error ?? before.error;
  if (error) return <Failed error={error} retry={() => void now.refetch()} />;
  if (!periods) return <Loading className="h-[36rem]" />;
  if (periods.every(({ value, before: then }) => value === null && then === null))
    return (
      <Card>
        <Empty icon={SearchX} title={text('empty')}>
          {text('emptyHint')}
        </Empty>
      </Card>
    );
  const values = periods.map(({ value }) => value);
  return (
    <>
      <SalesTiles grain={grain} periods={periods} measure={measure} firstKnown={firstKnown} />
      <Card>
        <TimeChart label={`${text('title')}: ${text(measure)}`} days={days} lines={lines} height={300} />
      </Card>
      {isDaily && (
        <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
          <GapsCard gaps={gapsIn(days, values)} store={store} />
          <UnusualCard days={unusual} measure={measure} />
        </div>
      )}
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <PeriodTable
          grain={grain}
          periods={periods}
          measure={measure}
          filters={{ ...span, ...filters }}
          notes={year.notes}
        />
        <BreakdownCard choice={{ ...span, ...filters }} measure={measure} firstKnown={firstKnown} />
      </div>
    </>
  );
}
