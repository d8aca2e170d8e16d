import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { CalendarDays } from 'lucide-react';
import { useState } from 'react';
import type { Event } from '@/shared/api/generated';
import { listEventsInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { daysBetween } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable, type Sorting } from '@/shared/ui/data-table';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { EventPlace, EventSubject } from './event-names';
import { KIND_TONES, words } from './words';

const route = getRouteApi('/signed-in/data/calendar');

/** All that is in the calendar, as a list, the latest first. */
export function EventList({ onOpen }: { onOpen: (event: Event) => void }) {
  const text = useText(words);
  const format = useFormat();
  const { kind, store } = route.useSearch();
  const [sorting, setSorting] = useState<Sorting>({ key: 'starts_on', descending: true });
  const sort = `${sorting.descending ? '-' : ''}${sorting.key}`;
  const events = useInfiniteQuery({
    ...byCursor(listEventsInfiniteOptions({ query: { kind, store, sort, limit: 50 } }), 'events'),
    placeholderData: (before) => before,
  });
  const rows = events.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<Event>[] = [
    {
      key: 'name',
      label: text('name'),
      isSortable: true,
      cell: (row) => (
        <button
          type="button"
          className="text-left font-medium text-accent hover:underline"
          onClick={() => onOpen(row)}
        >
          {row.name}
        </button>
      ),
    },
    {
      key: 'kind',
      label: text('kind'),
      cell: (row) => <Badge tone={KIND_TONES[row.kind ?? 'event']}>{text(row.kind ?? 'event')}</Badge>,
    },
    {
      key: 'starts_on',
      label: text('from'),
      isSortable: true,
      className: 'whitespace-nowrap',
      cell: (row) => format.date(row.starts_on),
    },
    {
      key: 'ends_on',
      label: text('to'),
      isSortable: true,
      className: 'whitespace-nowrap',
      cell: (row) => format.date(row.ends_on),
    },
    {
      key: 'days',
      label: text('days'),
      isNumber: true,
      cell: (row) => format.count(daysBetween(row.starts_on, row.ends_on) + 1),
    },
    { key: 'where', label: text('where'), cell: (row) => <EventPlace event={row} /> },
    {
      key: 'about',
      label: text('about'),
      cell: (row) => (
        <>
          <EventSubject event={row} />
          {row.discount != null && `, ${text('off', { share: format.percent(row.discount, { digits: 1 }) })}`}
        </>
      ),
    },
  ];
  if (events.isError && !events.data)
    return <Failed error={events.error} retry={() => void events.refetch()} />;
  if (!events.data) return <Loading className="h-80" />;
  return (
    <Card flush>
      {rows.length === 0 ? (
        <Empty icon={CalendarDays} title={text('none')}>
          {text('noneHint')}
        </Empty>
      ) : (
        <DataTable
          label={text('title')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          sorting={sorting}
          onSort={setSorting}
        />
      )}
      {events.hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button size="small" disabled={events.isFetching} onClick={() => void events.fetchNextPage()}>
            {text('more')}
          </Button>
        </div>
      )}
    </Card>
  );
}
