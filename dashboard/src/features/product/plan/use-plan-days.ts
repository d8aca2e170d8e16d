import { useMemo } from 'react';
import { spanBefore, useYearBefore } from '@/shared/year-before/use-year-before';
import { type Outlook, USUAL_LEVEL } from '../use-outlook';
import { useSold } from '../use-sold';

/** A day ahead: the forecast, what was sold a year before, and what people made of it. */
export interface PlanDay {
  day: string;
  forecast: number;
  lower: number | null;
  upper: number | null;
  lastYear: number | null;
  /** Why it is beside that day of last year; nothing where the weekday alone decides. */
  lastYearNote: string | null;
  /** Null where nobody changed it. */
  plan: number | null;
}

/** The days ahead of a product in a store, or in all stores. */
export function usePlanDays(sku: string, store: string | undefined, outlook: Outlook): PlanDay[] {
  const [first = '', last = ''] = [outlook.starts[0], outlook.starts.at(-1)];
  const year = useYearBefore(first, last, { product: sku, store });
  const spanned = spanBefore(first, last);
  const before = useSold(sku, store, 'day', spanned.from, spanned.to);
  return useMemo(() => {
    const firstSold = before && [...before.keys()].sort()[0];
    const range = outlook.ranges.find((one) => one.level === USUAL_LEVEL);
    return outlook.starts.map((day, index) => {
      const then = year.before(day);
      return {
        day,
        forecast: outlook.mean[index] ?? 0,
        lower: range?.lower[index] ?? null,
        upper: range?.upper[index] ?? null,
        lastYear: firstSold && then >= firstSold ? (before?.get(then) ?? 0) : null,
        lastYearNote: year.notes.get(day) ?? null,
        plan: outlook.plan[index] ?? null,
      };
    });
  }, [outlook, before, year]);
}
