import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { readTransfer, type Transfer, type TransferDetails } from '@/shared/api/generated';
import { listTransfersInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useDeed } from '../use-deed';

const TRANSFER = 'transferWithTag';
const SHOWN = 50;

/** Transfers in some states, a page after the other as one list. */
export function useTransfers(
  states: Transfer['state'][],
  sort: 'newest' | 'saves',
  filter: { q?: string | undefined; store?: string | undefined },
) {
  return useInfiniteQuery({
    ...byCursor(
      listTransfersInfiniteOptions({ query: { state: states, sort, ...filter, limit: SHOWN } }),
      'transfers',
    ),
    placeholderData: keepPreviousData,
    select: (data) => ({
      items: data.pages.flatMap((page) => page.items),
      total: data.pages[0]?.total ?? 0,
    }),
  });
}

/** A transfer, and the tag that says whether somebody changed it since. */
export function useTransfer(id: number) {
  return useQuery({
    queryKey: [{ _id: TRANSFER, id, tags: ['transfers'] }],
    queryFn: async ({ signal }) => {
      const { data, response } = await readTransfer({
        path: { transfer_id: id },
        signal,
        throwOnError: true,
      });
      return { transfer: data as TransferDetails, tag: response.headers.get('ETag') };
    },
  });
}

/** Does something to a transfer. */
export function useTransferDeed() {
  return useDeed(TRANSFER, ['transfers', 'orders', 'stock']);
}
