import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { readForecastTotalsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { closedDays } from '@/shared/charts/closed-days';
import { today } from '@/shared/format/days';

const MOST_DAYS = 100;

/** The days ahead on which a store is closed, or all of them; a product that sells nothing tells of no closed door. */
export function useClosedDays(store: string | undefined): string[] {
  const from = today();
  const sums = useQuery(
    readForecastTotalsOptions({ query: { grain: 'day', level: 0.8, store, from, limit: MOST_DAYS } }),
  );
  return useMemo(() => closedDays(sums.data?.items ?? []), [sums.data]);
}
