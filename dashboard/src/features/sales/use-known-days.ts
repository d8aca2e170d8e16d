import { useQuery } from '@tanstack/react-query';
import { listSalesOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { addDays, today } from '@/shared/format/days';

/**
 * The first day that has sales on record and the last that is over, in the stores that the caller may see.
 *
 * What is sold today isn't all of today's yet; where there is nothing before, today is the last.
 */
export function useKnownDays() {
  const first = useQuery(listSalesOptions({ query: { sort: 'sold_on', limit: 1 } }));
  const last = useQuery(listSalesOptions({ query: { sort: '-sold_on', limit: 1 } }));
  const begin = first.data?.items[0]?.sold_on;
  const newest = last.data?.items[0]?.sold_on;
  const yesterday = addDays(today(), -1);
  return {
    isPending: first.isPending || last.isPending,
    error: first.error ?? last.error,
    first: begin,
    last: begin && newest && newest > yesterday && begin <= yesterday ? yesterday : newest,
  };
}
