import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import {
  sumByDayOptions,
  sumByMonthOptions,
  sumByWeekOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { type Grain, periodEnd } from './periods';

const MOST = 1000;

/** Units sold by the first day of each period; periods without a sale are left out. */
export function useSold(sku: string, store: string | undefined, grain: Grain, first: string, last: string) {
  const asked = { query: { product: sku, store, from: first, to: periodEnd(last, grain), limit: MOST } };
  const days = useQuery({ ...sumByDayOptions(asked), enabled: grain === 'day' });
  const weeks = useQuery({ ...sumByWeekOptions(asked), enabled: grain === 'week' });
  const months = useQuery({ ...sumByMonthOptions(asked), enabled: grain === 'month' });
  const { data } = grain === 'day' ? days : grain === 'week' ? weeks : months;
  return useMemo(() => data && new Map(data.items.map((item) => [item.period, item.quantity])), [data]);
}
