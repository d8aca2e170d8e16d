import { useQuery } from '@tanstack/react-query';
import { sumByDayOptions } from '@/shared/api/generated/@tanstack/react-query.gen';

const MOST_DAYS = 500;

/** Units sold a day, of all products, in one store or all. */
export function useSalesByDay(from: string, to: string, store: string | undefined) {
  return useQuery({
    ...sumByDayOptions({ query: { from, to, store, limit: MOST_DAYS } }),
    select: (page) => new Map(page.items.map((item) => [item.period, item.quantity])),
    placeholderData: (before) => before,
  });
}
