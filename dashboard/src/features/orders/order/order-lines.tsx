import type { OrderDetails, OrderLine } from '@/shared/api/generated';
import { typedNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { DataTable } from '@/shared/ui/data-table';
import { type UnitsTyping, useUnitsColumns } from '../use-units-columns';
import { Why } from '../why';
import { ordersWords } from '../words';
import { orderWords } from './order-words';

/** Lines of an order, with fields for quantities or for what came. */
export function OrderLines({ order, typing }: { order: OrderDetails; typing: UnitsTyping }) {
  const text = useText(orderWords);
  const shared = useText(ordersWords);
  const format = useFormat();
  const quantity = (line: OrderLine) => {
    const value = typedNumber(typing.typed[line.product_id] ?? '', format.locale);
    if (typing.mode !== 'change' || value === null) return line.quantity;
    return value >= 0 ? value : null;
  };
  const amount = (line: OrderLine) => {
    const units = quantity(line);
    return line.unit_cost === null || units === null ? null : Number(line.unit_cost) * units;
  };
  const isWrong = order.items.some((line) => quantity(line) === null);
  const total = isWrong ? null : order.items.reduce((sum, line) => sum + (amount(line) ?? 0), 0);
  const units = useUnitsColumns<OrderLine>(text('quantity'), order.state, typing);
  return (
    <>
      <DataTable
        label={text('title', { id: order.id, supplier: order.supplier ?? '' })}
        rows={order.items}
        rowKey={(line) => line.id}
        columns={[
          {
            key: 'product',
            label: text('product'),
            cell: (line) => (
              <>
                <span className="font-medium">{line.name}</span>
                <span className="block text-sm text-ink-faint">
                  {line.pack_size > 1 ? shared('pack', { count: line.pack_size }) : shared('single')}
                </span>
                {line.why && (
                  <details className="mt-1 text-sm">
                    <summary className="cursor-pointer text-ink-soft">{shared('why')}</summary>
                    <Why why={line.why} amount={line.amount} saves={line.saves} />
                  </details>
                )}
              </>
            ),
          },
          ...units,
          {
            key: 'unit',
            label: text('unit'),
            isNumber: true,
            className: 'align-top',
            cell: (line) => format.money(line.unit_cost),
          },
          {
            key: 'amount',
            label: text('costs'),
            isNumber: true,
            className: 'align-top',
            cell: (line) => format.money(amount(line)),
          },
        ]}
      />
      <p className="flex justify-between gap-4 border-t border-line px-4 pt-2 font-semibold">
        <span>{text('total')}</span>
        <span>{format.money(total)}</span>
      </p>
    </>
  );
}
