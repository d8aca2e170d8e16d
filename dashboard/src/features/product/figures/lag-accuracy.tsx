import { useQuery } from '@tanstack/react-query';
import { Target } from 'lucide-react';
import { readAccuracyOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { DataTable } from '@/shared/ui/data-table';
import { QueryView } from '@/shared/ui/query-view';
import { Empty } from '@/shared/ui/states';
import type { Grain } from '../periods';
import { productWords } from '../words';

const BEFORE = { day: 'daysBefore', week: 'weeksBefore', month: 'monthsBefore' } as const;

/** How far past forecasts were off, by how long before they were made. */
export function LagAccuracy({ sku, store, grain }: { sku: string; store: string | undefined; grain: Grain }) {
  const text = useText(productWords);
  const format = useFormat();
  const accuracy = useQuery(readAccuracyOptions({ query: { product: sku, store, grain, by: 'lag' } }));
  return (
    <Card flush title={text('accuracy')} hint={text('accuracyHint')}>
      <QueryView query={accuracy}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={Target} title={text('offNone')}>
              {text('accuracyNone')}
            </Empty>
          ) : (
            <div className="max-h-72 overflow-y-auto">
              <DataTable
                label={`${text('accuracy')}: ${sku}`}
                rows={items}
                rowKey={(item) => item.key}
                columns={[
                  {
                    key: 'lag',
                    label: text('before'),
                    cell: (item) =>
                      item.key === '0' ? text('begun') : text(BEFORE[grain], { count: Number(item.key) }),
                  },
                  {
                    key: 'wape',
                    label: text('wape'),
                    isNumber: true,
                    cell: (item) => format.percent(item.wape),
                  },
                  {
                    key: 'bias',
                    label: text('bias'),
                    isNumber: true,
                    cell: (item) => format.percent(item.bias, { signed: true }),
                  },
                  {
                    key: 'coverage',
                    label: text('coverage'),
                    isNumber: true,
                    cell: (item) => format.percent(item.coverage),
                  },
                  {
                    key: 'n',
                    label: text('judged'),
                    isNumber: true,
                    cell: (item) => format.count(item.n),
                  },
                ]}
              />
            </div>
          )
        }
      </QueryView>
    </Card>
  );
}
