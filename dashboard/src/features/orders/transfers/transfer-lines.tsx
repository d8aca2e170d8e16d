import { Link } from '@tanstack/react-router';
import type { TransferDetails, TransferLine } from '@/shared/api/generated';
import { typedNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { DataTable } from '@/shared/ui/data-table';
import { Field } from '@/shared/ui/field';
import { Cover, TransferWhy } from './transfer-why';
import { transferWords } from './transfer-words';
import { ordersWords } from '../words';

/** Lines of a transfer, with fields for what is to go, what left or what came. */
export function TransferLines({
  transfer,
  typed,
  mode,
  onType,
}: {
  transfer: TransferDetails;
  typed: Record<number, string>;
  mode: 'look' | 'change' | 'send' | 'receive';
  onType: (product: number, value: string) => void;
}) {
  const text = useText(transferWords);
  const shared = useText(ordersWords);
  const format = useFormat();
  const write = new Intl.NumberFormat(format.locale, { maximumFractionDigits: 6, useGrouping: false });
  const hasCome = !['proposed', 'changed', 'approved'].includes(transfer.state);
  const field = (line: TransferLine, label: string) => {
    const value = typed[line.product_id] ?? write.format(line.quantity);
    const units = typedNumber(value, format.locale);
    const isWrong = units === null ? mode !== 'receive' : !(units >= 0);
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
      </div>
    );
  };
  return (
    <DataTable
      label={text('number', { id: transfer.id })}
      rows={transfer.items}
      rowKey={(line) => line.id}
      columns={[
        {
          key: 'product',
          label: shared('product'),
          cell: (line) => (
            <>
              <Link
                to="/products/$sku"
                params={{ sku: line.product }}
                search={{ store: transfer.acts_for_taker ? transfer.to_store : transfer.from_store }}
                className="font-medium hover:underline"
              >
                {line.name}
              </Link>
              <details className="mt-1 text-sm">
                <summary className="cursor-pointer text-ink-soft">{shared('why')}</summary>
                <TransferWhy transfer={transfer} line={line} />
              </details>
            </>
          ),
        },
        {
          key: 'quantity',
          label: text('units'),
          isNumber: true,
          className: 'align-top',
          cell: (line) => (
            <>
              {mode === 'change' || mode === 'send'
                ? field(line, text(mode === 'send' ? 'sentOf' : 'unitsOf', { name: line.name }))
                : format.units(line.quantity)}
              {line.proposed !== line.quantity && (
                <span className="block text-xs whitespace-nowrap text-ink-faint">
                  {shared('was', { units: format.units(line.proposed) })}
                </span>
              )}
            </>
          ),
        },
        ...(hasCome
          ? [
              {
                key: 'came',
                label: text('came'),
                isNumber: true,
                className: 'align-top',
                cell: (line: TransferLine) =>
                  mode === 'receive'
                    ? field(line, text('cameOf', { name: line.name }))
                    : format.units(line.received),
              },
            ]
          : []),
        ...(['giver', 'taker'] as const).map((end) => ({
          key: end,
          label: text('lasts', { store: end === 'giver' ? transfer.from_store : transfer.to_store }),
          isNumber: true,
          className: 'align-top',
          cell: (line: TransferLine) => <Cover end={line[end]} />,
        })),
        {
          key: 'saves',
          label: shared('saves'),
          isNumber: true,
          className: 'align-top',
          cell: (line) => format.money(line.saves),
        },
      ]}
    />
  );
}
