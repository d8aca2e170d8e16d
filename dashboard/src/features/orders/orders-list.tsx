import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { SearchX, Truck } from 'lucide-react';
import type { Order } from '@/shared/api/generated';
import { listOrdersInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { OrderTable } from './order-table';
import { PageEnd } from './page-end';
import { ordersWords } from './words';

const route = getRouteApi('/signed-in/orders');
const SHOWN = 50;

/** Orders in some states, a page at a time. */
export function OrdersList({
  states,
  sort,
  title,
  hint,
  empty,
  emptyHint,
  onOpen,
}: {
  states: Order['state'][];
  sort: 'newest' | 'expected_on';
  title: string;
  hint: string;
  empty: string;
  emptyHint: string;
  onOpen: (id: number) => void;
}) {
  const { q, supplier, store } = route.useSearch();
  const text = useText(ordersWords);
  const orders = useInfiniteQuery(
    byCursor(
      listOrdersInfiniteOptions({ query: { state: states, sort, q, supplier, store, limit: SHOWN } }),
      'orders',
    ),
  );
  const isNarrowed = [q, supplier, store].some((one) => one !== undefined);
  const rows = orders.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card flush title={title} hint={hint}>
      {orders.isError && (
        <div className="px-4 pb-4">
          <Failed error={orders.error} retry={() => void orders.refetch()} />
        </div>
      )}
      {orders.isPending && <Loading className="m-4 h-48" />}
      {orders.isSuccess && rows.length === 0 && (
        <Empty icon={isNarrowed ? SearchX : Truck} title={isNarrowed ? text('nothingFound') : empty}>
          {isNarrowed ? text('nothingFoundHint') : emptyHint}
        </Empty>
      )}
      {rows.length > 0 && <OrderTable label={title} orders={rows} onOpen={onOpen} />}
      <PageEnd query={orders} shown={rows.length} total={orders.data?.pages[0]?.total ?? 0} />
    </Card>
  );
}
