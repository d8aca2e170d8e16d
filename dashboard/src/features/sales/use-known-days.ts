import { useQuery } from '@tanstack/react-query';
import { listSalesOptions } from '@/shared/api/generated/@tanstack/react-query.gen';

/** The first and the last day that have sales on record, in the stores that the caller may see. */
export function useKnownDays() {
  const first = useQuery(listSalesOptions({ query: { sort: 'sold_on', limit: 1 } }));
  const last = useQuery(listSalesOptions({ query: { sort: '-sold_on', limit: 1 } }));
  return {
    isPending: first.isPending || last.isPending,
    error: first.error ?? last.error,
    first: first.data?.items[0]?.sold_on,
    last: last.data?.items[0]?.sold_on,
  };
}
