import { Link } from '@tanstack/react-router';
import type { TransferDetails, TransferLine } from '@/shared/api/generated';
import { typedNumber } from '@/shared/format/typed-number';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { isOpen } from '../stages';
import { type UnitsTyping, useUnitsColumns } from '../use-units-columns';
import { ordersWords } from '../words';
import { ShortNote } from './short-note';
import { Cover, TransferWhy } from './transfer-why';
import { transferWords } from './transfer-words';
import { useStockOfGiver } from './use-stock-to-give';

/** Lines of a transfer, with fields for what is to go, what left or what came. */
export function TransferLines({ transfer, typing }: { transfer: TransferDetails; typing: UnitsTyping }) {
  const text = useText(transferWords);
  const shared = useText(ordersWords);
  const format = useFormat();
  const units = useUnitsColumns<TransferLine>(text('units'), transfer.state, typing);
  const isProposed = transfer.origin !== null;
  const isStillHere = isOpen(transfer.state) || transfer.state === 'approved';
  const stock = useStockOfGiver(transfer.id, transfer.acts_for_giver && isStillHere);
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
              <ShortNote
                stock={stock?.get(line.product_id)}
                units={typedNumber(typing.typed[line.product_id] ?? '', format.locale) ?? line.quantity}
                store={transfer.from_store}
              />
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
