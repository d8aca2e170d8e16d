import { useQuery } from '@tanstack/react-query';
import { type OrderDetails, readOrder } from '@/shared/api/generated';
import { useDeed } from '../use-deed';

const ORDER = 'orderWithTag';

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

/** Does something to an order. */
export function useOrderDeed() {
  return useDeed(ORDER, ['orders', 'stock']);
}
