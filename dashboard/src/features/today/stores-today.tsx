import { useQuery } from '@tanstack/react-query';
import type { TodayOfStore } from '@/shared/api/generated';
import { readTodayOfStoresOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { RangeBar } from '@/shared/charts/range-bar';
import { useFormat } from '@/shared/format/use-format';
import { useStoreNames } from '@/shared/pickers/use-store-names';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Card } from '@/shared/ui/card';
import { DataTable } from '@/shared/ui/data-table';
import { QueryView } from '@/shared/ui/query-view';
import { todayWords } from './words';

/** Each store's day: what came in, what the whole day will have sold, and whether its sales arrive. */
export function StoresToday({ store }: { store: string | undefined }) {
  const text = useText(todayWords);
  const format = useFormat();
  const storeName = useStoreNames();
  const stores = useQuery(readTodayOfStoresOptions({ query: { store, level: 0.8 } }));
  const name = (row: TodayOfStore) => (
    <>
      <span className="font-medium">{storeName(row.store.code)}</span>{' '}
      {row.behind && <Badge tone="warn">{text('behind')}</Badge>}
      <span className="block text-sm text-ink-faint">
        {row.last_sale ? `${text('last')} ${format.ago(row.last_sale)}` : text('noSale')}
      </span>
    </>
  );
  return (
    <Card flush title={text('stores')}>
      <QueryView query={stores}>
        {({ items }) => (
          <DataTable
            label={text('stores')}
            rows={items}
            rowKey={(row) => row.store.id}
            columns={[
              { key: 'store', label: text('store'), cell: name },
              { key: 'sold', label: text('soFar'), isNumber: true, cell: (row) => format.units(row.sold) },
              {
                key: 'mean',
                label: text('wholeDay'),
                isNumber: true,
                isExtra: true,
                cell: (row) => format.units(row.mean),
              },
              {
                key: 'range',
                label: text('range80'),
                className: 'w-2/5',
                cell: (row) => (
                  <>
                    <RangeBar
                      value={row.sold}
                      mean={row.mean}
                      lower={row.lower}
                      upper={row.upper}
                      max={1.05 * Math.max(1, ...items.map((item) => item.upper ?? 0))}
                    />
                    <span className="text-xs text-ink-faint">
                      {format.units(row.lower)} – {format.units(row.upper)}
                    </span>
                  </>
                ),
              },
            ]}
          />
        )}
      </QueryView>
    </Card>
  );
}
