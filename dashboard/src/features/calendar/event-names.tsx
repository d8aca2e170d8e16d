import { useQuery } from '@tanstack/react-query';
import type { EventGiven } from '@/shared/api/generated';
import { listStoresOptions, readProductOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useText } from '@/shared/text/define-text';
import { words } from './words';

/** The store an event is in, by name. */
export function EventPlace({ event }: { event: EventGiven }) {
  const text = useText(words);
  const stores = useQuery({ ...listStoresOptions({ query: { limit: 1000 } }), staleTime: 5 * 60_000 });
  if (event.store_id == null) return text('allStores');
  return stores.data?.items.find(({ id }) => id === event.store_id)?.name ?? `#${event.store_id}`;
}

/** What an event is about: a product, a category, or everything. */
export function EventSubject({ event }: { event: EventGiven }) {
  const text = useText(words);
  const product = useQuery({
    ...readProductOptions({ path: { product_id: event.product_id ?? 0 } }),
    enabled: event.product_id != null,
    staleTime: 5 * 60_000,
  });
  if (event.product_id != null) return product.data?.name ?? `#${event.product_id}`;
  return event.category ?? text('everything');
}
