import { Link } from '@tanstack/react-router';
import type { SeriesRow } from '@/shared/api/generated';
import { Sparkline } from '@/shared/charts/sparkline';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { DataTable } from '@/shared/ui/data-table';
import { productWords } from '../words';

/** A product in each of its stores. */
export function StoresTable({ sku, rows }: { sku: string; rows: SeriesRow[] }) {
  const text = useText(productWords);
  const format = useFormat();
  return (
    <Card flush title={text('stores')} hint={text('storesHint')}>
      <DataTable
        label={`${text('stores')}: ${sku}`}
        rows={rows}
        rowKey={(row) => row.store.id}
        columns={[
          {
            key: 'store',
            label: text('store'),
            cell: (row) => (
              <Link
                from="/products/$sku"
                to="/products/$sku"
                params={{ sku }}
                search={(before) => ({ ...before, store: row.store.code })}
                className="font-medium whitespace-nowrap hover:text-accent hover:underline"
              >
                {row.store.name}
              </Link>
            ),
          },
          {
            key: 'trend',
            label: text('trend'),
            cell: (row) => (
              <Sparkline past={row.sold} mean={row.mean} lower={row.lower} upper={row.upper} width={120} />
            ),
          },
          {
            key: 'mean',
            label: text('mean'),
            isNumber: true,
            cell: (row) => <span className="font-medium">{format.units(row.next_mean)}</span>,
          },
          {
            key: 'range',
            label: text('rangeColumn'),
            isNumber: true,
            cell: (row) =>
              row.next_lower == null
                ? '–'
                : `${format.units(row.next_lower)} – ${format.units(row.next_upper)}`,
          },
          {
            key: 'year',
            label: text('lastYear'),
            isNumber: true,
            cell: (row) => format.units(row.last_year),
          },
          ...(rows.some((row) => row.stock != null)
            ? [
                {
                  key: 'stock',
                  label: text('stock'),
                  isNumber: true,
                  cell: (row: SeriesRow) => format.units(row.stock),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
