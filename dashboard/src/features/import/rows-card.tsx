import type { ImportPreview } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { words } from './words';

const MAX_ROWS = 10;
type Row = Record<string, unknown>;

/** The first sales as they would be stored; fields that none of them has are left out. */
export function RowsCard({ preview }: { preview: ImportPreview }) {
  const text = useText(words);
  const format = useFormat();
  const rows = (preview.rows ?? []).slice(0, MAX_ROWS);
  if (rows.length === 0) return null;
  const day = (value: unknown) => {
    const iso = String(value ?? '');
    return iso.endsWith('T00:00:00') || iso.length === 10
      ? format.date(iso)
      : `${format.date(iso)}, ${iso.slice(11, 16)}`;
  };
  const plain = (key: string) => (row: Row) => String(row[key] ?? '–');
  const all: Column<Row>[] = [
    {
      key: 'sold_at',
      label: text('fieldTimestamp'),
      cell: (row) => day(row.sold_at),
      className: 'whitespace-nowrap',
    },
    { key: 'store', label: text('fieldStore'), cell: plain('store') },
    { key: 'product', label: text('fieldProduct'), cell: plain('product') },
    { key: 'product_name', label: text('fieldProductName'), cell: plain('product_name') },
    { key: 'category', label: text('fieldCategory'), cell: plain('category') },
    {
      key: 'quantity',
      label: text('fieldQuantity'),
      isNumber: true,
      cell: (row) => format.amount(row.quantity as number | null),
    },
    {
      key: 'unit_price',
      label: text('fieldUnitPrice'),
      isNumber: true,
      cell: (row) => format.money(row.unit_price as number | null),
    },
    {
      key: 'revenue',
      label: text('fieldRevenue'),
      isNumber: true,
      cell: (row) => format.money(row.revenue as number | null),
    },
    { key: 'promotion', label: text('fieldPromotion'), cell: plain('promotion') },
    { key: 'customer_group', label: text('fieldCustomerGroup'), cell: plain('customer_group') },
    {
      key: 'transaction_id',
      label: text('fieldTransaction'),
      cell: plain('transaction_id'),
      className: 'text-ink-faint',
    },
  ];
  const columns = all.filter(({ key }) => rows.some((row) => row[key] != null));
  return (
    <Card flush title={text('rows')}>
      <DataTable
        label={text('rows')}
        columns={columns}
        rows={rows}
        rowKey={(row) => String(row.row ?? rows.indexOf(row))}
      />
    </Card>
  );
}
