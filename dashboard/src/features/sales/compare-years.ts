import type { Sold } from '@/shared/api/generated';
import { type Grain, nextPeriod, periodBefore, periodsBetween } from './periods';

export type Measure = 'units' | 'revenue';

/** A period, and the one to compare it with. */
export interface ComparedPeriod {
  start: string;
  value: number | null;
  before: number | null;
  /** The first day of the one compared with. */
  startBefore: string;
  receipts: number | null;
  /** Not all of its days lie in the span and are over. */
  isPartial: boolean;
}

function amountOf(row: Sold | undefined, measure: Measure): number | null {
  if (row === undefined) return null;
  if (measure === 'units') return row.quantity;
  return row.revenue === null ? null : Number(row.revenue);
}

/**
 * Sales beside those of a year before, period by period.
 *
 * @param known The first and last day on record: a period that reaches beyond it isn't whole.
 * @param startBefore Where the period begins that one is compared with.
 */
export function compareYears(
  grain: Grain,
  span: { from: string; to: string },
  rows: Sold[],
  rowsBefore: Sold[],
  measure: Measure,
  known: { first: string; last: string },
  startBefore: (start: string) => string = (start) => periodBefore(grain, start),
): ComparedPeriod[] {
  const now = new Map(rows.map((row) => [row.period, row]));
  const then = new Map(rowsBefore.map((row) => [row.period, row]));
  return periodsBetween(grain, span.from, span.to).map((start) => {
    const next = nextPeriod(grain, start);
    return {
      start,
      value: amountOf(now.get(start), measure),
      before: amountOf(then.get(startBefore(start)), measure),
      startBefore: startBefore(start),
      receipts: now.get(start)?.sales ?? null,
      isPartial:
        start < span.from || start < known.first || lastDayOf(next) > span.to || lastDayOf(next) > known.last,
    };
  });
}

function lastDayOf(next: string): string {
  const day = new Date(`${next}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

/** Totals over the whole periods whose year before is on record from its first day. */
export function compareTotals(
  periods: ComparedPeriod[],
  firstKnown: string,
): { now: number; before: number; from: string } | null {
  const comparable = periods.filter(({ startBefore, isPartial }) => !isPartial && startBefore >= firstKnown);
  const [first] = comparable;
  if (first === undefined) return null;
  const sum = (of: 'value' | 'before') => comparable.reduce((total, period) => total + (period[of] ?? 0), 0);
  return { now: sum('value'), before: sum('before'), from: first.start };
}
