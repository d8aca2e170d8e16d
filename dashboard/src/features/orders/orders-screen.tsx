import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { PackageCheck } from 'lucide-react';
import type { StockAlerts } from '@/shared/api/generated';
import { listStockAlertsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { Page } from '@/shared/ui/page';
import { QueryView } from '@/shared/ui/query-view';
import { Segments } from '@/shared/ui/segments';
import { Empty } from '@/shared/ui/states';
import { ShortTable } from './short-table';
import { ordersWords } from './words';

const route = getRouteApi('/signed-in/orders');
const SHOWN = 200;

/** What runs short, and what to order. */
export function OrdersScreen() {
  const text = useText(ordersWords);
  const format = useFormat();
  const { by = 'chain' } = route.useSearch();
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
    <Page
      title={text('title')}
      hint={text('hint')}
      actions={
        <Segments
          label={text('how')}
          value={by as 'chain' | 'store'}
          options={[
            { value: 'chain', label: text('together') },
            { value: 'store', label: text('byStore') },
          ]}
          onChange={(next) => void navigate({ search: next === 'store' ? { by: next } : {} })}
        />
      }
    >
      <QueryView query={alerts} loadingClass="h-96">
        {(found) => (
          <Card
            flush
            hint={`${basis(found)} ${found.items.length > 0 ? text('count', { shown: format.count(found.items.length), total: format.count(found.total) }) : ''}`}
            title={text('short')}
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
      <p className="text-sm text-ink-faint">{text('planning')}</p>
    </Page>
  );
}
