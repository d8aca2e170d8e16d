import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Download, RefreshCw } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import {
  listSeriesInfiniteOptions,
  listSeriesOptions,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { addDays } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button, buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Page } from '@/shared/ui/page';
import { Failed, Loading } from '@/shared/ui/states';
import { Filters } from './filters';
import { GroupTable } from './group-table';
import { NoRows } from './no-rows';
import { SeriesList } from './series-list';
import { fileOf, queryOf, type View } from './series-query';
import { ViewMenu } from './view-menu';
import { productsWords } from './words';

const route = getRouteApi('/signed-in/products');
const PAGE_ROWS = 200;
const LOOK_MS = 30_000;
const SOON_MS = 3000;

/** All products in all stores, a row each. */
export function ProductsScreen() {
  const text = useText(productsWords);
  const format = useFormat();
  const view: View = route.useSearch();
  const navigate = route.useNavigate();
  const asked = useMemo(() => queryOf(view), [view]);
  const series = useInfiniteQuery({
    ...listSeriesInfiniteOptions({ query: { ...asked, limit: PAGE_ROWS } }),
    initialPageParam: {},
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
    // A list that isn't worked out yet will be within seconds.
    refetchInterval: ({ state }) => (state.data && !state.data.pages[0]?.as_of ? SOON_MS : false),
    enabled: !view.group,
    // Comparing a hundred thousand rows with themselves at each page would be felt.
    structuralSharing: false,
  });
  // The rows stay as they are while somebody reads them; only whether there are newer ones is looked at.
  const newest = useQuery({
    ...listSeriesOptions({ query: { ...asked, limit: 1 } }),
    refetchInterval: LOOK_MS,
    placeholderData: (before) => before,
  });

  const change = useCallback(
    (part: Partial<View>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const more = useCallback(() => {
    if (!series.isFetching) void series.fetchNextPage();
  }, [series.isFetching, series.fetchNextPage]);

  const first = series.data?.pages[0];
  const rows = useMemo(() => series.data?.pages.flatMap((page) => page.items) ?? [], [series.data]);
  const isFiltered = Object.keys(asked).some((name) => name !== 'sort');
  const isOld = first && newest.data && first.as_of !== newest.data.as_of;
  const told = first?.next_week && [
    text('rows', { count: first.total ?? 0, shown: format.count(first.total) }),
    text('week', { from: format.day(first.next_week), to: format.day(addDays(first.next_week, 6)) }),
    text('known', { day: format.day(first.known_until) }),
    text('asOf', { ago: format.ago(first.as_of) }),
  ];

  return (
    <Page
      title={text('title')}
      hint={told ? told.join(' · ') : ' '}
      actions={
        <>
          {isOld && (
            <Button look="quiet" onClick={() => void series.refetch()}>
              <RefreshCw aria-hidden />
              {text('renew')}
            </Button>
          )}
          <ViewMenu view={view} onOpen={(kept) => void navigate({ search: kept })} />
          {(['csv', 'xlsx'] as const).map((kind) => (
            <a key={kind} href={fileOf(view, kind)} download className={buttonClasses('plain')}>
              <Download aria-hidden />
              {text(kind)}
            </a>
          ))}
        </>
      }
    >
      <Filters view={view} onChange={change} />
      {series.isError && <Failed error={series.error} retry={() => void series.refetch()} />}
      {view.group && (
        <GroupTable
          view={view}
          group={view.group}
          onOpen={change}
          noGroups={<NoRows isFiltered={isFiltered} isMade={newest.data && Boolean(newest.data.as_of)} />}
        />
      )}
      {!view.group && (
        <Card flush>
          {!series.data ? (
            series.isError ? null : (
              <Loading className="h-[60dvh]" />
            )
          ) : rows.length > 0 ? (
            <SeriesList
              rows={rows}
              total={first?.total ?? rows.length}
              sort={view.sort}
              onSort={(sort) => change({ sort })}
              onNearEnd={more}
              hasMore={series.hasNextPage}
            />
          ) : (
            <NoRows isFiltered={isFiltered} isMade={Boolean(first?.as_of)} />
          )}
        </Card>
      )}
    </Page>
  );
}
