import { useQuery } from '@tanstack/react-query';
import { readEvent } from '@/shared/api/generated';
import {
  listStoresOptions,
  readEventQueryKey,
  readProductOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { useMay, useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Dialog } from '@/shared/ui/dialog';
import { Failed, Loading } from '@/shared/ui/states';
import { EventEditor } from './event-editor';
import { type Draft, typedDiscount } from './event-form';
import { words } from './words';

/** Which event is open: one that is there by its id, or a new one from a day on. */
export type OpenEvent = { id: number } | { day: string };

/** Shows an event and takes what is changed in it. */
export function EventDialog({ open, onClose }: { open: OpenEvent; onClose: () => void }) {
  return 'id' in open ? (
    <ChangeDialog key={open.id} id={open.id} onClose={onClose} />
  ) : (
    <AddDialog key={open.day} day={open.day} onClose={onClose} />
  );
}

function AddDialog({ day, onClose }: { day: string; onClose: () => void }) {
  const text = useText(words);
  const me = useMe();
  const own = me.stores?.[0];
  const draft: Draft = {
    name: '',
    kind: 'promotion',
    from: day,
    to: day,
    storeId: own?.id,
    storeCode: own?.code,
    productId: undefined,
    sku: undefined,
    category: undefined,
    discount: '',
  };
  return (
    <Dialog open onClose={onClose} title={text('add')}>
      <EventEditor first={draft} id={null} tag={null} canChange onClose={onClose} />
    </Dialog>
  );
}

function ChangeDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const text = useText(words);
  const me = useMe();
  const may = useMay();
  const event = useQuery({
    queryKey: [...readEventQueryKey({ path: { event_id: id } }), 'with its tag'],
    queryFn: async ({ signal }) => {
      const { data, response } = await readEvent({ path: { event_id: id }, signal, throwOnError: true });
      return { data, tag: response.headers.get('ETag') };
    },
    // What is being written must not change under one's hands; a change meanwhile is told when it is kept.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const found = event.data?.data;
  const product = useQuery({
    ...readProductOptions({ path: { product_id: found?.product_id ?? 0 } }),
    enabled: found?.product_id != null,
  });
  const stores = useQuery({ ...listStoresOptions({ query: { limit: 1000 } }), staleTime: 5 * 60_000 });
  const isLoading = event.isPending || stores.isPending || (found?.product_id != null && product.isPending);
  const canChange =
    may('edit_events') &&
    (me.store_ids === null || (found?.store_id != null && me.store_ids.includes(found.store_id)));
  return (
    <Dialog open onClose={onClose} title={found ? text('change', { name: found.name }) : text('title')}>
      {event.isError && <Failed error={event.error} retry={() => void event.refetch()} />}
      {isLoading && !event.isError && <Loading className="h-96" />}
      {found && !isLoading && (
        <EventEditor
          id={id}
          tag={event.data?.tag ?? null}
          canChange={canChange}
          onClose={onClose}
          first={{
            name: found.name,
            kind: found.kind ?? 'event',
            from: found.starts_on,
            to: found.ends_on,
            storeId: found.store_id ?? undefined,
            storeCode: stores.data?.items.find((store) => store.id === found.store_id)?.code,
            productId: found.product_id ?? undefined,
            sku: product.data?.sku,
            category: found.category ?? undefined,
            discount: typedDiscount(found.discount),
          }}
        />
      )}
    </Dialog>
  );
}
