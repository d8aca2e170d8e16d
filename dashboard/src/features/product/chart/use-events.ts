import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Product } from '@/shared/api/generated';
import { listEventsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import type { ShownEvent } from './event-strip';

const MOST = 1000;

/** Events that concern a product in a store: of it, its category, the store, or of everything. */
export function useEvents(product: Product, storeId: number | undefined, first: string, last: string) {
  const events = useQuery(listEventsOptions({ query: { from: first, to: last, limit: MOST } }));
  return useMemo<ShownEvent[]>(
    () =>
      (events.data?.items ?? [])
        .filter(
          (event) =>
            (event.product_id == null || event.product_id === product.id) &&
            (event.category == null || event.category === product.category) &&
            (event.store_id == null || storeId === undefined || event.store_id === storeId),
        )
        .map((event) => ({
          id: event.id,
          name: event.name,
          kind: event.kind ?? 'event',
          starts_on: event.starts_on,
          ends_on: event.ends_on,
          discount: event.discount ?? null,
        })),
    [events.data, product, storeId],
  );
}
