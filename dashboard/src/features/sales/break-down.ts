import type { Sold } from '@/shared/api/generated';
import type { Measure } from './compare-years';

/** One store's or category's part of what was sold. */
export interface BrokenDown {
  name: string | null;
  value: number;
  /** Of all together, from 0 to 1; null where all together isn't above zero. */
  share: number | null;
  before: number | null;
}

function sums(rows: Sold[], by: 'store' | 'category', measure: Measure): Map<string | null, number> {
  const found = new Map<string | null, number>();
  for (const row of rows) {
    const value = measure === 'units' ? row.quantity : row.revenue === null ? null : Number(row.revenue);
    if (value !== null) found.set(row[by] ?? null, (found.get(row[by] ?? null) ?? 0) + value);
  }
  return found;
}

/**
 * Adds up sales by store or category, biggest first; what sold only a year before is there too.
 *
 * @param before The year before's sales; null where they aren't all on record.
 */
export function breakDown(
  now: Sold[],
  before: Sold[] | null,
  by: 'store' | 'category',
  measure: Measure,
): BrokenDown[] {
  const [sold, then] = [sums(now, by, measure), before && sums(before, by, measure)];
  const total = [...sold.values()].reduce((sum, value) => sum + value, 0);
  const names = new Set([...sold.keys(), ...(then?.keys() ?? [])]);
  return [...names]
    .map((name) => ({
      name,
      value: sold.get(name) ?? 0,
      share: total > 0 ? (sold.get(name) ?? 0) / total : null,
      before: then ? (then.get(name) ?? 0) : null,
    }))
    .sort((one, other) => other.value - one.value);
}
