import type { Transfer } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { DataTable } from '@/shared/ui/data-table';
import { OrderState } from '../order-state';
import { transferWords } from './transfer-words';
import { ordersWords } from '../words';

/** Transfers between stores: where each goes, where it stands, what it holds and saves. */
export function TransferTable({
  label,
  transfers,
  onOpen,
}: {
  label: string;
  transfers: Transfer[];
  onOpen: (id: number) => void;
}) {
  const text = useText(transferWords);
  const shared = useText(ordersWords);
  const format = useFormat();
  return (
    <DataTable
      label={label}
      rows={transfers}
      rowKey={(transfer) => transfer.id}
      onRow={(transfer) => onOpen(transfer.id)}
      columns={[
        {
          key: 'pair',
          label: text('pair'),
          cell: (transfer) => (
            <button
              type="button"
              className="text-left font-medium hover:underline"
              onClick={(event) => {
                event.stopPropagation();
                onOpen(transfer.id);
              }}
            >
              {transfer.from_store} → {transfer.to_store}
              <span className="block text-sm font-normal text-ink-faint">
                {text('number', { id: transfer.id })}
              </span>
            </button>
          ),
        },
        {
          key: 'state',
          label: shared('state'),
          cell: (transfer) => <OrderState state={transfer.state} />,
        },
        {
          key: 'leaves',
          label: text('leaves'),
          className: 'whitespace-nowrap',
          cell: (transfer) => format.weekday(transfer.send_on),
        },
        {
          key: 'expected',
          label: shared('expected'),
          className: 'whitespace-nowrap',
          cell: (transfer) => format.weekday(transfer.expected_on),
        },
        {
          key: 'lines',
          label: shared('lines'),
          isNumber: true,
          cell: (transfer) => format.count(transfer.lines),
        },
        {
          key: 'units',
          label: text('units'),
          isNumber: true,
          className: 'whitespace-nowrap',
          cell: (transfer) =>
            transfer.received > 0
              ? shared('ofUnits', {
                  came: format.units(transfer.received),
                  units: format.units(transfer.units),
                })
              : format.units(transfer.units),
        },
        {
          key: 'saves',
          label: shared('saves'),
          isNumber: true,
          cell: (transfer) => format.money(transfer.saves),
        },
      ]}
    />
  );
}
