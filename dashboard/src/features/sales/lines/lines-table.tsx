import { Link } from '@tanstack/react-router';
import { Pencil } from 'lucide-react';
import type { Sale } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useStoreNames } from '@/shared/pickers/use-store-names';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { type Column, DataTable, type Sorting } from '@/shared/ui/data-table';
import { cancelledBy } from './sale-draft';
import { useStoreClock } from './store-clock';
import { linesWords } from './words';

/** Single sales; a button on each for who may correct them. */
export function LinesTable({
  sales,
  sorting,
  onSort,
  onOpen,
}: {
  sales: Sale[];
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
  onOpen: ((id: number) => void) | undefined;
}) {
  const text = useText(linesWords);
  const format = useFormat();
  const clock = useStoreClock();
  const storeName = useStoreNames();
  const takenBack = new Set(sales.map(cancelledBy));
  const when = (sale: Sale) => {
    const time = clock?.(sale.sold_at, sale.store).slice(11);
    return `${format.weekday(sale.sold_on)}${time ? `, ${time}` : ''}`;
  };
  const columns: Column<Sale>[] = [
    {
      key: 'product',
      label: text('product'),
      cell: (sale) => (
        <>
          <span className="flex flex-wrap items-center gap-x-2">
            <Link
              to="/products/$sku"
              params={{ sku: sale.product }}
              search={{ store: sale.store }}
              className="font-medium hover:underline"
              onClick={(event) => event.stopPropagation()}
            >
              {sale.product}
            </Link>
            {cancelledBy(sale) !== undefined && <Badge>{text('takesBack')}</Badge>}
            {takenBack.has(sale.id) && <Badge>{text('isTakenBack')}</Badge>}
          </span>
          <span className="block text-sm text-ink-faint sm:hidden">
            {when(sale)} · {storeName(sale.store)}
          </span>
        </>
      ),
    },
    {
      key: 'sold_at',
      label: text('when'),
      isSortable: true,
      isExtra: true,
      className: 'whitespace-nowrap',
      cell: when,
    },
    { key: 'store', label: text('store'), isExtra: true, cell: (sale) => storeName(sale.store) },
    {
      key: 'quantity',
      label: text('units'),
      isNumber: true,
      isSortable: true,
      cell: (sale) => format.amount(sale.quantity),
    },
    {
      key: 'price',
      label: text('price'),
      isNumber: true,
      isExtra: true,
      cell: (sale) => format.money(sale.unit_price),
    },
    {
      key: 'revenue',
      label: text('revenue'),
      isNumber: true,
      isSortable: true,
      cell: (sale) => format.money(sale.revenue),
    },
    { key: 'promotion', label: text('promotion'), isExtra: true, cell: (sale) => sale.promotion ?? '–' },
    {
      key: 'number',
      label: text('number'),
      isExtra: true,
      className: 'max-w-48 truncate text-sm text-ink-faint',
      cell: (sale) => <span title={sale.transaction_id}>{sale.transaction_id}</span>,
    },
  ];
  if (onOpen)
    columns.push({
      key: 'correct',
      label: <span className="sr-only">{text('correct')}</span>,
      isNumber: true,
      cell: (sale) => (
        <Button
          size="small"
          aria-label={text('correctOne', { number: sale.transaction_id })}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(sale.id);
          }}
        >
          <Pencil aria-hidden />
          <span className="max-sm:sr-only">{text('correct')}</span>
        </Button>
      ),
    });
  return (
    <DataTable
      label={text('title')}
      columns={columns}
      rows={sales}
      rowKey={(sale) => sale.id}
      sorting={sorting}
      onSort={onSort}
      onRow={onOpen && ((sale) => onOpen(sale.id))}
    />
  );
}
