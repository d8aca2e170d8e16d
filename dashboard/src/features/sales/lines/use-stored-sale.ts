import { useQuery } from '@tanstack/react-query';
import { listSales, readSale, type Sale } from '@/shared/api/generated';
import { cancelledBy, cancellingName } from './sale-draft';

/** A sale as it is stored, and what a change of it must name. */
export interface StoredSale {
  sale: Sale;
  tag: string | null;
  /** The id of the line that takes it back; undefined where none does. */
  cancelling: number | undefined;
}

/** Reads a sale as it is now. */
export async function readStoredSale(id: number, signal?: AbortSignal): Promise<StoredSale> {
  const { data: sale, response } = await readSale({ path: { sale_id: id }, signal, throwOnError: true });
  const tag = response.headers.get('ETag');
  if (cancelledBy(sale) !== undefined) return { sale, tag, cancelling: undefined };
  const query = { transaction_id: cancellingName(id), limit: 1 };
  const lines = await listSales({ query, signal, throwOnError: true });
  return { sale, tag, cancelling: lines.data.items[0]?.id };
}

/** A sale that is about to be corrected; it doesn't change under one's hands, a change meanwhile is told. */
export function useStoredSale(id: number) {
  return useQuery({
    queryKey: [{ _id: 'saleToCorrect', id }],
    queryFn: ({ signal }) => readStoredSale(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}
