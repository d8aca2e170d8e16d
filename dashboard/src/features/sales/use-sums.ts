import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Sold } from '@/shared/api/generated';
import {
  sumByDayInfiniteOptions,
  sumByMonthInfiniteOptions,
  sumByWeekInfiniteOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import type { Grain } from './periods';

export interface SalesChoice {
  from: string;
  to: string;
  store?: string | undefined;
  product?: string | undefined;
  category?: string | undefined;
  by?: 'store' | 'category' | undefined;
}

const OPTIONS = {
  day: sumByDayInfiniteOptions,
  week: sumByWeekInfiniteOptions,
  month: sumByMonthInfiniteOptions,
};

/** All that was sold in a span, period by period; further pages are asked for until none is left. */
export function useSums(grain: Grain, { by, ...choice }: SalesChoice) {
  const query = { ...choice, ...(by ? { by: [by] } : {}), limit: 1000 };
  const sums = useInfiniteQuery({ ...byCursor(OPTIONS[grain]({ query }), 'sales') });
  const { hasNextPage, isFetching, fetchNextPage } = sums;
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const pages = hasNextPage ? undefined : sums.data?.pages;
  const rows = useMemo<Sold[] | undefined>(() => pages?.flatMap((page) => page.items), [pages]);
  return { rows, error: sums.error, refetch: sums.refetch };
}
