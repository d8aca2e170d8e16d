import type { Transfer } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { DataTable } from '@/shared/ui/data-table';
import { OpenButton } from '../open-button';
import { OrderState } from '../order-state';
import { useListColumns } from '../use-list-columns';
import { ordersWords } from '../words';
import { transferWords } from './transfer-words';

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
  const columns = useListColumns<Transfer>();
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
            <OpenButton
              name={`${transfer.from_store} → ${transfer.to_store}`}
              detail={text('number', { id: transfer.id })}
              onOpen={() => onOpen(transfer.id)}
            />
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
        columns.expected,
        columns.lines,
        columns.units,
        columns.saves,
      ]}
    />
  );
}
