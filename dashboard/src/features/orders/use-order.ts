import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type OrderDetails, readOrder } from '@/shared/api/generated';
import { problemOf } from '@/shared/api/problem';
import { refreshTags } from '@/shared/api/refresh';

/** An order, and the tag that says whether somebody changed it since. */
export function useOrder(id: number) {
  return useQuery({
    queryKey: [{ _id: 'orderWithTag', id, tags: ['orders'] }],
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
      await refreshTags(queries, 'orders', 'stock');
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
