import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { compareForecastOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { TimeChart } from '@/shared/charts/time-chart';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { spanBefore, useYearBefore } from '@/shared/year-before/use-year-before';
import {
  addPeriods,
  type Grain,
  PERIODS_BACK,
  periodBefore,
  periodEnd,
  periodStart,
  periodsBetween,
} from '../periods';
import type { Outlook } from '../use-outlook';
import { useSold } from '../use-sold';
import { productWords } from '../words';
import { EventStrip, type ShownEvent } from './event-strip';
import { PriceStrip } from './price-strip';
import { useClosedDays } from './use-closed-days';
import { usePrices } from './use-prices';

const OPACITY: Record<number, number> = { 0.95: 0.1, 0.8: 0.16, 0.6: 0.22 };

/** The periods that a chart of a product shows. */
export function shownPeriods(outlook: Outlook | undefined, knownUntil: string, grain: Grain): string[] {
  const now = periodStart(knownUntil, grain);
  const last = outlook?.starts.at(-1) ?? now;
  return periodsBetween(
    addPeriods(now, -PERIODS_BACK[grain], grain),
    [last, now].sort().at(-1) ?? now,
    grain,
  );
}

/** Sold, expected with its ranges, last year's, and what was expected some days before. */
export function FanChart({
  sku,
  store,
  grain,
  lag,
  outlook,
  knownUntil,
  events,
}: {
  sku: string;
  store: string | undefined;
  grain: Grain;
  lag: number | undefined;
  outlook: Outlook | undefined;
  knownUntil: string;
  events: ShownEvent[];
}) {
  const text = useText(productWords);
  const format = useFormat();
  const starts = useMemo(() => shownPeriods(outlook, knownUntil, grain), [outlook, knownUntil, grain]);
  const [first = knownUntil, last = knownUntil] = [starts[0], starts.at(-1)];
  const sold = useSold(sku, store, grain, first, last);
  const isDaily = grain === 'day';
  const year = useYearBefore(first, last, { product: sku, store }, isDaily);
  const spanned = isDaily
    ? spanBefore(first, last)
    : { from: periodBefore(first, grain), to: periodBefore(last, grain) };
  const before = useSold(sku, store, grain, spanned.from, spanned.to);
  const earlier = useQuery({
    ...compareForecastOptions({
      query: { product: sku, store, grain, from: first, to: knownUntil, lag: lag ? [lag] : [] },
    }),
    enabled: lag !== undefined,
  });

  const prices = usePrices(sku, store, first, last);
  const closedDays = useClosedDays(store);

  const chart = useMemo(() => {
    const firstSold = sold && [...sold.keys()].sort()[0];
    const firstBefore = before && [...before.keys()].sort()[0];
    const place = new Map(outlook?.starts.map((start, index) => [start, index]));
    const at = (values: (number | null)[], start: string) => values[place.get(start) ?? -1] ?? null;
    const past = new Map(earlier.data?.items.map((item) => [item.date, item.forecasts[0]?.mean ?? null]));
    return {
      // A period without a sale sold nothing; one before the first sale, or one that isn't over, isn't known.
      sold: starts.map((start) =>
        firstSold && start >= firstSold && periodEnd(start, grain) <= knownUntil
          ? (sold?.get(start) ?? 0)
          : null,
      ),
      before: starts.map((start) => {
        const then = isDaily ? year.before(start) : periodBefore(start, grain);
        return firstBefore && then >= firstBefore ? (before?.get(then) ?? 0) : null;
      }),
      mean: starts.map((start) => (outlook ? at(outlook.mean, start) : null)),
      // Where somebody changed anything, the whole plan is a line: the forecast on days that nobody changed.
      plan: outlook?.plan.some((units) => units !== null)
        ? starts.map((start) => at(outlook.plan, start) ?? at(outlook.mean, start))
        : null,
      earlier: starts.map((start) => past.get(start) ?? null),
      bands: (outlook?.ranges ?? []).map((range) => ({
        label: text('range', { percent: format.percent(range.level) }),
        lower: starts.map((start) => at(range.lower, start)),
        upper: starts.map((start) => at(range.upper, start)),
        opacity: OPACITY[range.level] ?? 0.16,
      })),
    };
  }, [starts, sold, before, outlook, earlier.data, grain, isDaily, year, knownUntil, text, format]);

  const lastOver = starts.filter((start) => periodEnd(start, grain) <= knownUntil).at(-1);
  const lines = useMemo(
    () => [
      {
        key: 'before',
        label: text('lastYear'),
        values: chart.before,
        colour: 'compare' as const,
        dashed: true,
        notes: year.notes,
      },
      ...(lag === undefined
        ? []
        : [
            {
              key: 'earlier',
              label: text('lag', { count: lag }),
              values: chart.earlier,
              colour: 'forecast' as const,
              dashed: true,
            },
          ]),
      { key: 'sold', label: text('sold'), values: chart.sold, colour: 'actual' as const },
      { key: 'mean', label: text('forecast'), values: chart.mean, colour: 'forecast' as const },
      ...(chart.plan
        ? [{ key: 'plan', label: text('plan'), values: chart.plan, colour: 'actual' as const, dashed: true }]
        : []),
    ],
    [chart, lag, year, text],
  );
  return (
    <>
      <TimeChart
        label={text('chart')}
        days={starts}
        knownUntil={lastOver}
        lines={lines}
        bands={chart.bands}
        closedDays={isDaily ? closedDays : undefined}
        height={300}
      />
      <PriceStrip spans={prices} first={first} last={last} />
      <EventStrip events={events} first={first} last={last} />
    </>
  );
}
