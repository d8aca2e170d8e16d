import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { readStockHistoryOptions } from '@/shared/api/generated/@tanstack/react-query.gen';

/** Days on end on which nothing was left in the evening. */
export interface StockOut {
  first: string;
  last: string;
}

const MOST_DAYS = 366;

/** When a store ran out of a product; nothing where no stock is kept, or of all stores together. */
export function useStockOuts(sku: string, store: string | undefined, isKept: boolean): StockOut[] {
  const history = useQuery({
    ...readStockHistoryOptions({ query: { product: sku, store: store ?? '', days: MOST_DAYS } }),
    enabled: store !== undefined && isKept,
  });
  return useMemo(() => {
    const found: StockOut[] = [];
    let before: string | undefined;
    for (const { date, units } of history.data?.items ?? []) {
      if (units <= 0) {
        const open = found.at(-1);
        if (open && open.last === before) open.last = date;
        else found.push({ first: date, last: date });
      }
      before = date;
    }
    return found;
  }, [history.data]);
}
