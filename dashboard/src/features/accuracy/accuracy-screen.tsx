import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Target } from 'lucide-react';
import { listStoresOptions, readAccuracyOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { Page } from '@/shared/ui/page';
import { QueryView } from '@/shared/ui/query-view';
import { Segments } from '@/shared/ui/segments';
import { Select } from '@/shared/ui/select';
import { Empty } from '@/shared/ui/states';
import { Tile } from '@/shared/ui/tile';
import { AccuracyTable } from './accuracy-table';
import { ChangeValue } from './change-value';
import { ComparisonChart } from './comparison-chart';
import { accuracyWords } from './words';

const route = getRouteApi('/signed-in/accuracy');
const ALL = '*';

/** How good past forecasts were, by how long before, product, store and version. */
export function AccuracyScreen() {
  const text = useText(accuracyWords);
  const format = useFormat();
  const { store, grain } = route.useSearch();
  const navigate = route.useNavigate();
  const stores = useQuery(listStoresOptions({ query: { limit: 200 } }));
  const query = { store, grain, level: 0.8, limit: 100 };
  const storeNames = new Map(stores.data?.items.map((item) => [item.code, item.name]));
  const accuracy = useQuery({
    ...readAccuracyOptions({ query: { ...query, by: 'lag' } }),
    placeholderData: (before) => before,
  });
  const actions = (
    <>
      <Segments
        label={text('grain')}
        value={grain}
        options={(['day', 'week', 'month'] as const).map((value) => ({ value, label: text(value) }))}
        onChange={(next) => void navigate({ search: (before) => ({ ...before, grain: next }) })}
      />
      {stores.data && stores.data.items.length > 1 && (
        <Select
          label={text('store')}
          hideLabel
          value={store ?? ALL}
          options={[
            { value: ALL, label: text('allStores') },
            ...stores.data.items.map((item) => ({ value: item.code, label: item.name })),
          ]}
          onChange={(next) =>
            void navigate({ search: (before) => ({ ...before, store: next === ALL ? undefined : next }) })
          }
        />
      )}
    </>
  );
  return (
    <Page title={text('title')} hint={text('hint')} actions={actions}>
      <QueryView query={accuracy} loadingClass="h-96">
        {({ overall, items }) => {
          const direction = biasWord(overall?.bias ?? null);
          return overall === null ? (
            <Card>
              <Empty icon={Target} title={text('empty')}>
                {text('emptyHint')}
              </Empty>
            </Card>
          ) : (
            <>
              <div className="grid grid-cols-1 gap-4 sm:grid-cols-3">
                <Tile
                  label={text('error')}
                  value={format.percent(overall.wape, { digits: 1, isPadded: true })}
                  note={text('errorHint')}
                />
                <Tile
                  label={text('bias')}
                  value={format.percent(overall.bias, { signed: true, digits: 1, isPadded: true })}
                  note={direction && text(direction)}
                />
                <Tile
                  label={text('coverage')}
                  value={format.percent(overall.coverage)}
                  note={text('coverageHint', { count: format.count(overall.n) })}
                />
              </div>
              <ComparisonChart store={store} grain={grain} />
              <div className="grid grid-cols-1 items-start gap-4 2xl:grid-cols-2">
                <AccuracyTable title={text('byLag')} by="lag" grain={grain} items={items} />
                <ByKey by="store" title={text('byStore')} query={query} storeNames={storeNames} />
                <div className="2xl:col-span-2">
                  <ByKey by="product" title={text('byProduct')} query={query} />
                </div>
                <ByKey by="version" title={text('byVersion')} query={query} />
              </div>
            </>
          );
        }}
      </QueryView>
      <ChangeValue store={store} />
    </Page>
  );
}

/** Whether too much or too little was forecast; nothing where it is 0.0%. */
function biasWord(bias: number | null): 'biasHigh' | 'biasLow' | undefined {
  if (bias === null || Math.abs(bias) < 0.0005) return undefined;
  return bias > 0 ? 'biasHigh' : 'biasLow';
}

function ByKey({
  by,
  title,
  query,
  storeNames,
}: {
  by: 'product' | 'store' | 'version';
  title: string;
  query: { store?: string; grain: 'day' | 'week' | 'month'; level: number; limit: number };
  storeNames?: ReadonlyMap<string, string>;
}) {
  const accuracy = useQuery({
    ...readAccuracyOptions({ query: { ...query, by } }),
    placeholderData: (before) => before,
  });
  return (
    <QueryView query={accuracy}>
      {({ items }) => {
        const off = (item: { wape: number | null; actual: number }) => (item.wape ?? 0) * item.actual;
        const rows = by === 'product' ? [...items].sort((a, b) => off(b) - off(a)).slice(0, 15) : items;
        return (
          <AccuracyTable title={title} by={by} grain={query.grain} items={rows} storeNames={storeNames} />
        );
      }}
    </QueryView>
  );
}
