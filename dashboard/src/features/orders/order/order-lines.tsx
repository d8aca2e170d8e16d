import type { OrderDetails, OrderLine } from '@/shared/api/generated';
import { typedNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { DataTable } from '@/shared/ui/data-table';
import { Field } from '@/shared/ui/field';
import { orderWords } from './order-words';
import { Why } from '../why';
import { ordersWords } from '../words';

/** Lines of an order, with fields for quantities or for what came. */
export function OrderLines({
  order,
  typed,
  mode,
  onType,
}: {
  order: OrderDetails;
  typed: Record<number, string>;
  mode: 'look' | 'change' | 'receive';
  onType: (product: number, value: string) => void;
}) {
  const text = useText(orderWords);
  const shared = useText(ordersWords);
  const format = useFormat();
  const write = new Intl.NumberFormat(format.locale, { maximumFractionDigits: 2, useGrouping: false });
  const isOpen = order.state === 'proposed' || order.state === 'changed';
  const quantity = (line: OrderLine) => {
    const value = typedNumber(typed[line.product_id] ?? '', format.locale);
    return mode === 'change' && value !== null ? value : line.quantity;
  };
  const amount = (line: OrderLine) =>
    line.unit_cost === null ? null : Number(line.unit_cost) * quantity(line);
  const total = order.items.reduce((sum, line) => sum + (amount(line) ?? 0), 0);
  const field = (line: OrderLine, label: string) => {
    const value = typed[line.product_id] ?? write.format(line.quantity);
    const units = typedNumber(value, format.locale);
    const isWrong = units !== null && !(units >= 0);
    const isBroken = !isWrong && line.pack_size > 1 && (units ?? 0) % line.pack_size > 1e-9;
    return (
      <div className="ml-auto w-24">
        <Field
          hideLabel
          label={label}
          inputMode="decimal"
          value={value}
          autoComplete="off"
          onChange={(event) => onType(line.product_id, event.target.value)}
          error={isWrong ? text('wrong') : undefined}
        />
        {isBroken && mode === 'change' && (
          <span className="mt-0.5 block text-xs text-warn">
            {text('notPacks', { count: line.pack_size })}
          </span>
        )}
      </div>
    );
  };
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
          {
            key: 'quantity',
            label: text('quantity'),
            isNumber: true,
            className: 'align-top',
            cell: (line) => (
              <>
                {mode === 'change'
                  ? field(line, text('quantityOf', { name: line.name }))
                  : format.units(line.quantity)}
                {line.proposed !== null && line.proposed !== line.quantity && (
                  <span className="block text-xs whitespace-nowrap text-ink-faint">
                    {shared('was', { units: format.units(line.proposed) })}
                  </span>
                )}
              </>
            ),
          },
          ...(isOpen || order.state === 'approved'
            ? []
            : [
                {
                  key: 'came',
                  label: text('came'),
                  isNumber: true,
                  className: 'align-top',
                  cell: (line: OrderLine) =>
                    mode === 'receive'
                      ? field(line, text('cameOf', { name: line.name }))
                      : format.units(line.received),
                },
              ]),
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
