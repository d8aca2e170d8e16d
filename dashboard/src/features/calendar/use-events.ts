import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { listEventsInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';

const route = getRouteApi('/signed-in/data/calendar');

/** All events of the chosen kind and store that touch a span. */
export function useEvents(from: string, to: string) {
  const { kind, store } = route.useSearch();
  const events = useInfiniteQuery({
    ...byCursor(listEventsInfiniteOptions({ query: { from, to, kind, store, limit: 1000 } }), 'events'),
    placeholderData: (before) => before,
  });
  const { hasNextPage, isFetching, fetchNextPage } = events;
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const items = useMemo(() => events.data?.pages.flatMap((page) => page.items), [events.data]);
  return { items, error: events.error, refetch: events.refetch };
}
