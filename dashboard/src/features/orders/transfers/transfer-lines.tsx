import { Link } from '@tanstack/react-router';
import type { TransferDetails, TransferLine } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { type UnitsTyping, useUnitsColumns } from '../use-units-columns';
import { ordersWords } from '../words';
import { Cover, TransferWhy } from './transfer-why';
import { transferWords } from './transfer-words';

/** Lines of a transfer, with fields for what is to go, what left or what came. */
export function TransferLines({ transfer, typing }: { transfer: TransferDetails; typing: UnitsTyping }) {
  const text = useText(transferWords);
  const shared = useText(ordersWords);
  const format = useFormat();
  const units = useUnitsColumns<TransferLine>(text('units'), transfer.state, typing);
  const isProposed = transfer.origin !== null;
  const proposed: Column<TransferLine>[] = [
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
  ];
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
              {isProposed && (
                <details className="mt-1 text-sm">
                  <summary className="cursor-pointer text-ink-soft">{shared('why')}</summary>
                  <TransferWhy transfer={transfer} line={line} />
                </details>
              )}
            </>
          ),
        },
        ...units,
        ...(isProposed ? proposed : []),
      ]}
    />
  );
}
