import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { PackageCheck } from 'lucide-react';
import type { StockAlerts } from '@/shared/api/generated';
import { listStockAlertsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { QueryView } from '@/shared/ui/query-view';
import { Segments } from '@/shared/ui/segments';
import { Empty } from '@/shared/ui/states';
import { ShortTable } from './short-table';
import { shortWords } from './short-words';

const route = getRouteApi('/signed-in/orders');
const SHOWN = 200;

/** What runs short before an order could arrive. */
export function ShortView() {
  const text = useText(shortWords);
  const format = useFormat();
  const { by } = route.useSearch();
  const navigate = route.useNavigate();
  const alerts = useQuery({
    ...listStockAlertsOptions({ query: { by_store: by === 'store', limit: SHOWN } }),
    placeholderData: (before) => before,
  });
  const basis = ({ basis: from, model_version: version, cutoff }: StockAlerts) => {
    if (from === 'forecast')
      return text('basisForecast', { version: version ?? '', day: format.day(cutoff) });
    return text(from === 'recent_sales' ? 'basisSales' : 'basisNothing');
  };
  return (
    <QueryView query={alerts} loadingClass="h-96">
      {(found) => (
        <Card
          flush
          title={text('short')}
          hint={`${basis(found)} ${found.items.length > 0 ? text('count', { shown: format.count(found.items.length), total: format.count(found.total) }) : ''}`}
          actions={
            <Segments
              label={text('how')}
              value={by ?? 'chain'}
              options={[
                { value: 'chain', label: text('together') },
                { value: 'store', label: text('byStore') },
              ]}
              onChange={(next) =>
                void navigate({
                  search: (before) => ({ ...before, by: next === 'store' ? next : undefined }),
                })
              }
            />
          }
        >
          {found.items.length === 0 ? (
            <Empty icon={PackageCheck} title={text('empty')}>
              {text('emptyHint')}
            </Empty>
          ) : (
            <ShortTable alerts={found.items} />
          )}
        </Card>
      )}
    </QueryView>
  );
}
