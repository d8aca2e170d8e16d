import { useQuery } from '@tanstack/react-query';
import {
  readForecastTotalsOptions,
  readTodayOptions,
  sumByDayOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { RangeBar } from '@/shared/charts/range-bar';
import { today } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Card } from '@/shared/ui/card';
import { DataTable } from '@/shared/ui/data-table';
import { todayWords } from './words';

const MOST = 200;

/** Each store's day: what came in, of what is expected, and whether its sales arrive. */
export function StoresToday({ store }: { store: string | undefined }) {
  const text = useText(todayWords);
  const format = useFormat();
  const day = today();
  const states = useQuery({ ...readTodayOptions({ query: { store, limit: 1 } }), retry: false });
  const expected = useQuery(
    readForecastTotalsOptions({
      query: { grain: 'day', by: ['store'], store, from: day, to: day, limit: MOST },
    }),
  );
  const sold = useQuery(
    sumByDayOptions({ query: { by: ['store'], store, from: day, to: day, limit: MOST } }),
  );
  const units = new Map(sold.data?.items.map((item) => [item.store, item.quantity]));
  const arrivals = new Map(states.data?.stores.map((item) => [item.store.code, item]));
  const rows = expected.data?.items ?? [];
  const most = Math.max(1, ...rows.map((row) => Math.max(row.upper ?? 0, units.get(row.store ?? '') ?? 0)));
  return (
    <Card flush title={text('stores')}>
      <DataTable
        label={text('stores')}
        rows={rows}
        rowKey={(row) => row.store ?? ''}
        columns={[
          {
            key: 'store',
            label: text('store'),
            cell: (row) => {
              const arrival = arrivals.get(row.store ?? '');
              return (
                <>
                  <span className="font-medium">{row.store}</span>
                  {arrival?.behind && (
                    <>
                      {' '}
                      <Badge tone="warn">{text('behind')}</Badge>
                    </>
                  )}
                  {arrival && (
                    <span className="block text-sm text-ink-faint">
                      {text('last')} {format.ago(arrival.last_sale)}
                    </span>
                  )}
                </>
              );
            },
          },
          {
            key: 'sold',
            label: text('soFar'),
            isNumber: true,
            cell: (row) => format.units(units.get(row.store ?? '') ?? 0),
          },
          { key: 'mean', label: text('expected'), isNumber: true, cell: (row) => format.units(row.mean) },
          {
            key: 'range',
            label: text('range80'),
            className: 'w-2/5',
            cell: (row) => (
              <>
                <RangeBar
                  value={units.get(row.store ?? '') ?? 0}
                  mean={row.mean}
                  lower={row.lower}
                  upper={row.upper}
                  max={1.05 * most}
                />
                <span className="text-xs text-ink-faint">
                  {format.units(row.lower)} – {format.units(row.upper)}
                </span>
              </>
            ),
          },
        ]}
      />
    </Card>
  );
}
