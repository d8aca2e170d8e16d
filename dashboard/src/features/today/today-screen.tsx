import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { CircleGauge } from 'lucide-react';
import {
  listStoresOptions,
  readForecastTotalsOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { problemOf } from '@/shared/api/problem';
import { addDays, today } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Page } from '@/shared/ui/page';
import { Select } from '@/shared/ui/select';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { Attention } from './attention';
import { HorizonTile } from './horizon-tile';
import { OutlookChart } from './outlook-chart';
import { RunsOut } from './runs-out';
import { SoldTile } from './sold-tile';
import { StoresToday } from './stores-today';
import { Ticker } from './ticker';
import { todayWords } from './words';

const route = getRouteApi('/signed-in/');
const ALL = '*';
/** Days behind that the chart shows. */
const PAST_DAYS = 56;

/** What today and the coming weeks sell, and what needs a person. */
export function TodayScreen() {
  const text = useText(todayWords);
  const format = useFormat();
  const may = useMay();
  const { store } = route.useSearch();
  const navigate = route.useNavigate();
  const stores = useQuery(listStoresOptions({ query: { limit: 200, is_active: true } }));
  const from = today();
  const ahead = useQuery({
    ...readForecastTotalsOptions({ query: { grain: 'day', level: 0.8, store, from, limit: 100 } }),
    placeholderData: (before) => before,
  });

  const actions = stores.data && stores.data.items.length > 1 && (
    <Select
      label={text('store')}
      hideLabel
      value={store ?? ALL}
      options={[
        { value: ALL, label: text('allStores') },
        ...stores.data.items.map((item) => ({ value: item.code, label: item.name })),
      ]}
      onChange={(chosen) => void navigate({ search: chosen === ALL ? {} : { store: chosen } })}
    />
  );
  if (ahead.isPending) {
    return (
      <Page title={text('title')} actions={actions}>
        <Loading className="h-24" />
        <Loading className="h-80" />
      </Page>
    );
  }
  if (!ahead.data) {
    const isEmpty =
      [404, 409, 503].includes(problemOf(ahead.error).status) &&
      problemOf(ahead.error).code !== 'unreachable';
    return (
      <Page title={text('title')} actions={actions}>
        {isEmpty && (
          <Card>
            <Empty
              icon={CircleGauge}
              title={text('empty')}
              action={
                <div className="flex flex-wrap justify-center gap-2">
                  {may('import_sales') && (
                    <Link to="/data/import" className={buttonClasses('primary')}>
                      {text('bringFile')}
                    </Link>
                  )}
                  {may('train') && (
                    <Link to="/models" className={buttonClasses()}>
                      {text('train')}
                    </Link>
                  )}
                </div>
              }
            >
              {text('emptyHint')}
            </Empty>
          </Card>
        )}
        {/* Without any forecast the card says what to do; another refusal has reasons of its own. */}
        {!(isEmpty && problemOf(ahead.error).code === 'not_ready') && (
          <Failed error={ahead.error} retry={() => void ahead.refetch()} />
        )}
      </Page>
    );
  }
  const sums = ahead.data;
  const span = { first: addDays(from, -PAST_DAYS), last: sums.items.at(-1)?.to ?? from };
  return (
    <Page
      title={`${text('title')}, ${format.weekday(from)}`}
      hint={text('model', {
        version: sums.model_version,
        ago: format.ago(sums.made_at),
        day: format.day(sums.cutoff),
      })}
      actions={actions}
    >
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-3">
        <SoldTile store={store} expected={sums.items.find((item) => item.from === from)} />
        <HorizonTile days={7} from={addDays(from, 1)} store={store} span={span} />
        <HorizonTile days={28} from={addDays(from, 1)} store={store} span={span} />
      </div>
      <Card title={text('outlook')} hint={text('outlookHint')}>
        <OutlookChart sums={sums} store={store} span={span} />
      </Card>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <Attention sums={sums} store={store} />
        {may('read_stock') && <RunsOut store={store} />}
        <StoresToday store={store} />
        {may('read_sales') && <Ticker store={store} />}
      </div>
    </Page>
  );
}
