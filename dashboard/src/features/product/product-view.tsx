import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChartNoAxesCombined, Sparkles } from 'lucide-react';
import type { Product } from '@/shared/api/generated';
import { listSeriesOptions, listStoresOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { Comments } from '@/shared/comments/comments';
import { addDays, today } from '@/shared/format/days';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Page } from '@/shared/ui/page';
import { Segments } from '@/shared/ui/segments';
import { Select } from '@/shared/ui/select';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { FanChart, shownPeriods } from './chart/fan-chart';
import { useEvents } from './chart/use-events';
import { useStockOuts } from './chart/use-stock-outs';
import { Facts } from './facts/facts';
import { FiguresTable } from './figures/figures-table';
import { LagAccuracy } from './figures/lag-accuracy';
import { StoresTable } from './figures/stores-table';
import type { Grain } from './periods';
import { PlanCard } from './plan/plan-card';
import { Reasons } from './reasons/reasons';
import { rowOf } from './row-of';
import { StockAhead } from './stock/stock-ahead';
import { AllStoresTiles } from './tiles/all-stores-tiles';
import { SeriesTiles, TodayTile } from './tiles/tiles';
import { useOutlook } from './use-outlook';
import { WhatIfCard } from './what-if/what-if-card';
import { productWords } from './words';

const LAGS = [1, 7, 14, 28];
const MOST_STORES = 1000;
const TILES = ['week', 'accuracy', 'stock'];

interface Choice {
  store?: string | undefined;
  grain?: 'week' | 'month' | undefined;
  lag?: number | undefined;
}

/** A product in a store, or in all of them together. */
export function ProductView({
  product,
  store,
  grain,
  lag,
  onChange,
}: {
  product: Product;
  store: string | undefined;
  grain: Grain;
  lag: number | undefined;
  onChange: (part: Choice) => void;
}) {
  const text = useText(productWords);
  const may = useMay();
  const { sku } = product;
  const stores = useQuery(listStoresOptions({ query: { limit: MOST_STORES, sort: 'code' } }));
  const series = useQuery(listSeriesOptions({ query: { q: sku, sort: 'store', limit: MOST_STORES } }));
  const { outlook, query } = useOutlook(sku, store, grain);
  const { outlook: byDay } = useOutlook(sku, store, 'day');
  const rows = series.data?.items.filter((row) => row.product.id === product.id) ?? [];
  const row = rowOf(rows, store);
  const knownUntil = series.data?.known_until ?? outlook?.cutoff ?? addDays(today(), -1);
  const periods = shownPeriods(outlook, knownUntil, grain);
  const storeId = stores.data?.items.find((one) => one.code === store)?.id;
  const events = useEvents(product, storeId, periods[0] ?? knownUntil, periods.at(-1) ?? knownUntil);
  const stockOuts = useStockOuts(sku, store, row?.stock != null);
  const outs = stockOuts.map(({ first, last }) => ({
    id: `out ${first}`,
    name: text('stockOut'),
    kind: 'stockOut' as const,
    starts_on: first,
    ends_on: last,
    discount: null,
  }));
  const storeNames = new Map(stores.data?.items.map((one) => [one.code, one.name]));
  const ownStore = stores.data?.items.find((one) => one.code === store);
  const storeName = ownStore?.name ?? text('allStores');

  return (
    <Page
      title={product.name}
      hint={[sku === product.name ? null : sku, product.category].filter(Boolean).join(' · ')}
      actions={
        <>
          {(stores.data?.items.length ?? 0) > 1 && (
            <Select
              hideLabel
              label={text('store')}
              value={store ?? ''}
              onChange={(next) => onChange({ store: next || undefined })}
              options={[
                { value: '', label: text('allStores') },
                ...(stores.data?.items ?? []).map((one) => ({ value: one.code, label: one.name })),
              ]}
            />
          )}
          <Segments
            label={text('grain')}
            value={grain}
            onChange={(next) => onChange({ grain: next === 'day' ? undefined : next, lag: undefined })}
            options={(['day', 'week', 'month'] as const).map((value) => ({ value, label: text(value) }))}
          />
          {may('predict') && (
            <Link to="/predict-month" className={buttonClasses()}>
              <Sparkles aria-hidden />
              {text('whatIf')}
            </Link>
          )}
        </>
      }
    >
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-4">
        <TodayTile sku={sku} store={store} />
        {series.isPending && TILES.map((tile) => <Loading key={tile} className="h-28" />)}
        {row && series.data && <SeriesTiles row={row} page={series.data} />}
        {!row && store === undefined && rows.length > 1 && series.data && (
          <AllStoresTiles product={product} rows={rows} page={series.data} />
        )}
      </div>
      <Card
        title={text('chart')}
        hint={text('chartHint', { store: storeName })}
        actions={
          grain === 'day' && (
            <Select
              hideLabel
              label={text('earlier')}
              value={String(lag ?? '')}
              onChange={(next) => onChange({ lag: next ? Number(next) : undefined })}
              options={[
                { value: '', label: text('earlierNone') },
                ...LAGS.map((days) => ({ value: String(days), label: text('lag', { count: days }) })),
              ]}
            />
          )
        }
      >
        {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
        {query.isPending ? (
          <Loading className="h-80" />
        ) : (
          <FanChart
            sku={sku}
            store={store}
            grain={grain}
            lag={lag}
            outlook={outlook}
            knownUntil={knownUntil}
            events={[...events, ...outs]}
          />
        )}
        {query.isSuccess && !outlook && (
          <Empty icon={ChartNoAxesCombined} title={text('noForecast')}>
            {text('noForecastHint')}
          </Empty>
        )}
      </Card>
      {byDay && stores.data && (
        <PlanCard
          key={`${sku} ${store ?? ''}`}
          product={product}
          store={store}
          storeId={storeId}
          storeNames={storeNames}
          outlook={byDay}
        />
      )}
      {byDay && may('predict') && (
        <WhatIfCard key={`what if ${sku} ${store ?? ''}`} product={product} store={store} outlook={byDay} />
      )}
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          {query.isPending && grain !== 'day' && <Loading className="h-96" />}
          {outlook && grain !== 'day' && (
            <FiguresTable sku={sku} store={store} grain={grain} outlook={outlook} />
          )}
          {store === undefined && rows.length > 1 && <StoresTable sku={sku} rows={rows} />}
          {store !== undefined && row?.stock != null && <StockAhead sku={sku} store={store} />}
          {(store === undefined || ownStore) && (
            <Card title={text('comments')}>
              <Comments key={store ?? ''} about={{ product, store: ownStore }} />
            </Card>
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {outlook && store !== undefined && <Reasons outlook={outlook} />}
          <LagAccuracy sku={sku} store={store} grain={grain} />
          <Facts product={product} owner={rows[0]?.owner ?? null} />
        </div>
      </div>
    </Page>
  );
}
