import type { Order } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { DataTable } from '@/shared/ui/data-table';
import { OpenButton } from './open-button';
import { OrderState } from './order-state';
import { isOpen } from './stages';
import { useListColumns } from './use-list-columns';
import { useSupplierName } from './use-supplier-name';
import { ordersWords } from './words';

/** Orders at suppliers: what each holds, costs and saves, and when it is there. */
export function OrderTable({
  label,
  orders,
  onOpen,
}: {
  label: string;
  orders: Order[];
  onOpen: (id: number) => void;
}) {
  const text = useText(ordersWords);
  const format = useFormat();
  const columns = useListColumns<Order>();
  const supplierName = useSupplierName();
  return (
    <DataTable
      label={label}
      rows={orders}
      rowKey={(order) => order.id}
      onRow={(order) => onOpen(order.id)}
      columns={[
        {
          key: 'supplier',
          label: text('supplier'),
          cell: (order) => (
            <OpenButton
              name={supplierName(order.supplier)}
              detail={
                <>
                  {text('number', { id: order.id })} · {order.store ?? text('noStore')}
                </>
              }
              onOpen={() => onOpen(order.id)}
            />
          ),
        },
        {
          key: 'state',
          label: text('state'),
          cell: (order) => (
            <span className="inline-flex flex-wrap gap-1">
              <OrderState state={order.state} />
              {order.below_minimum && isOpen(order.state) && (
                <Badge tone="warn">{text(order.units === 0 ? 'waits' : 'belowMinimum')}</Badge>
              )}
              {order.state === 'proposed' && order.stale_since && (
                <span title={text('staleSince', { ago: format.ago(order.stale_since) })}>
                  <Badge tone="warn">{text('stale')}</Badge>
                </span>
              )}
            </span>
          ),
        },
        {
          key: 'on',
          label: text('orderOn'),
          className: 'whitespace-nowrap',
          cell: (order) => format.weekday(order.order_on),
        },
        columns.expected,
        columns.lines,
        columns.units,
        {
          key: 'amount',
          label: text('costs'),
          isNumber: true,
          cell: (order) => (
            <>
              {order.unpriced < order.lines && format.money(order.amount)}
              {order.unpriced > 0 && (
                <span className="block text-xs whitespace-nowrap text-ink-faint">
                  {text('unpriced', { count: order.unpriced })}
                </span>
              )}
            </>
          ),
        },
        columns.saves,
      ]}
    />
  );
}
