import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { sumByDayOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { findPriceSpans, type PriceSpan } from './price-spans';

const MOST = 1000;

/** What a unit cost on average, in spans of days at about the same price. */
export function usePrices(sku: string, store: string | undefined, first: string, last: string): PriceSpan[] {
  const { data } = useQuery(
    sumByDayOptions({ query: { product: sku, store, from: first, to: last, limit: MOST } }),
  );
  return useMemo(
    () =>
      findPriceSpans(
        (data?.items ?? []).map((item) => ({
          day: item.period,
          units: item.quantity,
          revenue: item.revenue == null ? null : Number(item.revenue),
        })),
      ),
    [data],
  );
}
