import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type OrderDetails, readOrder } from '@/shared/api/generated';
import { problemOf } from '@/shared/api/problem';
import { refreshTags } from '@/shared/api/refresh';

const ORDER = 'orderWithTag';

function isOrder(key: unknown): boolean {
  return (key as { _id?: string } | undefined)?._id === ORDER;
}

/** An order, and the tag that says whether somebody changed it since. */
export function useOrder(id: number) {
  return useQuery({
    queryKey: [{ _id: ORDER, id, tags: ['orders'] }],
    queryFn: async ({ signal }) => {
      const { data, response } = await readOrder({ path: { order_id: id }, signal, throwOnError: true });
      return { order: data as OrderDetails, tag: response.headers.get('ETag') };
    },
  });
}

/** Does something to an order: what is typed stays when it fails, and what is shown is asked for anew. */
export function useOrderDeed() {
  const queries = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [isStale, setIsStale] = useState(false);
  const act = async (deed: () => Promise<unknown>): Promise<boolean> => {
    setIsBusy(true);
    setError(null);
    try {
      await deed();
      setIsStale(false);
      // The order itself is awaited, for its tag goes with the next change; lists may follow.
      await queries.refetchQueries({ predicate: ({ queryKey }) => isOrder(queryKey[0]) });
      void refreshTags(queries, 'orders', 'stock');
      return true;
    } catch (caught) {
      const isConflict = problemOf(caught).status === 412;
      setIsStale(isConflict);
      if (isConflict) await refreshTags(queries, 'orders');
      else setError(caught);
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  return { act, isBusy, error, isStale };
}
