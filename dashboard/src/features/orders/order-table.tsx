import type { Order } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { DataTable } from '@/shared/ui/data-table';
import { OrderState } from './order-state';
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
            <button
              type="button"
              className="text-left font-medium hover:underline"
              onClick={(event) => {
                event.stopPropagation();
                onOpen(order.id);
              }}
            >
              {supplierName(order.supplier)}
              <span className="block text-sm font-normal text-ink-faint">
                {text('number', { id: order.id })} · {order.store ?? text('noStore')}
              </span>
            </button>
          ),
        },
        {
          key: 'state',
          label: text('state'),
          cell: (order) => (
            <span className="inline-flex flex-wrap gap-1">
              <OrderState state={order.state} />
              {order.below_minimum && ['proposed', 'changed'].includes(order.state) && (
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
        {
          key: 'expected',
          label: text('expected'),
          className: 'whitespace-nowrap',
          cell: (order) => format.weekday(order.expected_on),
        },
        { key: 'lines', label: text('lines'), isNumber: true, cell: (order) => format.count(order.lines) },
        {
          key: 'units',
          label: text('units'),
          isNumber: true,
          className: 'whitespace-nowrap',
          cell: (order) =>
            order.received > 0
              ? text('ofUnits', { came: format.units(order.received), units: format.units(order.units) })
              : format.units(order.units),
        },
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
        { key: 'saves', label: text('saves'), isNumber: true, cell: (order) => format.money(order.saves) },
      ]}
    />
  );
}
