import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { Proposals } from '@/shared/api/generated';
import {
  listOrderProposalsInfiniteOptions,
  listOrdersInfiniteOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';

const LINES = 100;
const ORDERS = 25;

export interface ProposalFilter {
  supplier?: string | undefined;
  store?: string | undefined;
  q?: string | undefined;
  budget?: number | undefined;
}

/** What to order, a page after the other as one list. */
export function useProposals(filter: ProposalFilter) {
  return useInfiniteQuery({
    ...byCursor(listOrderProposalsInfiniteOptions({ query: { ...filter, limit: LINES } }), 'orders'),
    placeholderData: keepPreviousData,
    select: (data): Proposals | undefined => {
      const [first] = data.pages;
      return first && { ...first, items: data.pages.flatMap((page) => page.items) };
    },
  });
}

/** Orders that wait to be approved, what saves most first. */
export function useOpenOrders({ supplier, store, q }: ProposalFilter) {
  return useInfiniteQuery({
    ...byCursor(
      listOrdersInfiniteOptions({
        query: { state: ['proposed', 'changed'], supplier, store, q, sort: 'saves', limit: ORDERS },
      }),
      'orders',
    ),
    placeholderData: keepPreviousData,
    select: (data) => ({
      items: data.pages.flatMap((page) => page.items),
      total: data.pages[0]?.total ?? 0,
    }),
  });
}
