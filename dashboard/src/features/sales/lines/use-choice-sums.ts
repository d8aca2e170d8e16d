import { useMemo } from 'react';
import { type SalesChoice, useSums } from '../use-sums';

/** What chosen sales add up to in all; no revenue where none of them has one. */
export function useChoiceSums(choice: SalesChoice) {
  const { rows, error, refetch } = useSums('month', choice);
  const sums = useMemo(() => {
    if (!rows) return undefined;
    const revenues = rows.flatMap(({ revenue }) => (revenue === null ? [] : [Number(revenue)]));
    const add = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
    return {
      units: add(rows.map(({ quantity }) => quantity)),
      revenue: revenues.length > 0 ? add(revenues) : null,
      lines: add(rows.map(({ sales }) => sales)),
    };
  }, [rows]);
  return { sums, error, refetch };
}
