import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PackageCheck } from 'lucide-react';
import { listStockAlertsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { DataTable } from '@/shared/ui/data-table';
import { QueryView } from '@/shared/ui/query-view';
import { Empty } from '@/shared/ui/states';
import { todayWords } from './words';

const SHOWN = 6;

/** The products whose stock ends before a delivery could come. */
export function RunsOut({ store }: { store: string | undefined }) {
  const text = useText(todayWords);
  const format = useFormat();
  const alerts = useQuery(listStockAlertsOptions({ query: { store, by_store: true, limit: SHOWN } }));
  return (
    <Card
      flush
      title={text('runsOut')}
      hint={text('runsOutHint')}
      actions={
        alerts.data &&
        alerts.data.total > SHOWN && (
          <Link
            to="/orders"
            search={{ view: 'short', by: 'store', store }}
            className="text-sm font-medium text-accent hover:underline"
          >
            {text('all')} ({format.count(alerts.data.total)})
          </Link>
        )
      }
    >
      <QueryView query={alerts}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={PackageCheck} title={text('runsOutEmpty')}>
              {text('runsOutNone')}
            </Empty>
          ) : (
            <DataTable
              label={text('runsOut')}
              rows={items}
              rowKey={(item) => `${item.product_id} ${item.store_id}`}
              columns={[
                {
                  key: 'product',
                  label: text('product'),
                  cell: (item) => (
                    <Link
                      to="/products/$sku"
                      params={{ sku: item.sku }}
                      search={{ store: item.store ?? store }}
                      className="font-medium hover:underline"
                    >
                      {item.name}
                      {item.store && (
                        <span className="block text-sm font-normal text-ink-faint">{item.store}</span>
                      )}
                    </Link>
                  ),
                },
                {
                  key: 'stock',
                  label: text('stock'),
                  isNumber: true,
                  cell: (item) => format.units(item.stock),
                },
                {
                  key: 'cover',
                  label: text('cover'),
                  isNumber: true,
                  className: 'whitespace-nowrap',
                  cell: (item) =>
                    item.days_of_cover == null
                      ? '–'
                      : text('days', { count: Math.round(item.days_of_cover) }),
                },
                {
                  key: 'delivery',
                  label: text('delivery'),
                  isNumber: true,
                  isExtra: true,
                  cell: (item) => text('days', { count: item.lead_time_days }),
                },
                {
                  key: 'short',
                  label: text('short'),
                  isNumber: true,
                  cell: (item) => format.units(item.units_short),
                },
              ]}
            />
          )
        }
      </QueryView>
    </Card>
  );
}
