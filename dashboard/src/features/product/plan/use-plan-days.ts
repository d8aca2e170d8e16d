import { useMemo } from 'react';
import { periodBefore } from '../periods';
import { type Outlook, USUAL_LEVEL } from '../use-outlook';
import { useSold } from '../use-sold';

/** A day ahead: the forecast, what was sold a year before, and what people made of it. */
export interface PlanDay {
  day: string;
  forecast: number;
  lower: number | null;
  upper: number | null;
  lastYear: number | null;
  /** Null where nobody changed it. */
  plan: number | null;
}

/** The days ahead of a product in a store, or in all stores. */
export function usePlanDays(sku: string, store: string | undefined, outlook: Outlook): PlanDay[] {
  const [first = '', last = ''] = [outlook.starts[0], outlook.starts.at(-1)];
  const before = useSold(sku, store, 'day', periodBefore(first, 'day'), periodBefore(last, 'day'));
  return useMemo(() => {
    const firstSold = before && [...before.keys()].sort()[0];
    const range = outlook.ranges.find((one) => one.level === USUAL_LEVEL);
    return outlook.starts.map((day, index) => {
      const then = periodBefore(day, 'day');
      return {
        day,
        forecast: outlook.mean[index] ?? 0,
        lower: range?.lower[index] ?? null,
        upper: range?.upper[index] ?? null,
        lastYear: firstSold && then >= firstSold ? (before?.get(then) ?? 0) : null,
        plan: outlook.plan[index] ?? null,
      };
    });
  }, [outlook, before]);
}
