import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { SeriesGroup } from '@/shared/api/generated';
import { listSeriesGroupsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { DataTable } from '@/shared/ui/data-table';
import { QueryView } from '@/shared/ui/query-view';
import { type Group, queryOf, type View } from './series-query';
import { productsWords } from './words';

const MOST_DAYS = 365;

/** What shows the rows of a group: its own filter beside those that are there. */
function rowsOf(group: Group, item: SeriesGroup): Partial<View> | null {
  const key = item.key ?? undefined;
  const open = { group: undefined };
  if (group === 'owner') return { ...open, owner: key ?? '0' };
  if (group === 'region')
    return item.city ? { ...open, city: item.city, country: item.country ?? undefined } : null;
  if (key === undefined) return null;
  return group === 'category' ? { ...open, category: key } : { ...open, store: key };
}

/** Products by store in sums: by category, store, region or owner. */
export function GroupTable({
  view,
  group,
  onOpen,
  noGroups,
}: {
  view: View;
  group: Group;
  onOpen: (part: Partial<View>) => void;
  /** Stands there where there are none. */
  noGroups: ReactNode;
}) {
  const text = useText(productsWords);
  const format = useFormat();
  const { sort: _, ...asked } = queryOf(view);
  const groups = useQuery({
    ...listSeriesGroupsOptions({ query: { ...asked, by: group } }),
    placeholderData: (before) => before,
  });
  const days = (value: number | null) =>
    value === null
      ? '–'
      : text('days', {
          count: Math.round(value),
          shown: `${value > MOST_DAYS ? '> ' : ''}${format.units(Math.min(value, MOST_DAYS))}`,
        });
  return (
    <Card flush title={text('groups')} hint={text('groupsHint')}>
      <QueryView query={groups} loadingClass="h-96">
        {({ items }) =>
          items.length === 0 ? (
            noGroups
          ) : (
            <DataTable
              label={text('groups')}
              rows={items}
              rowKey={(item) => item.key ?? ''}
              columns={[
                {
                  key: 'name',
                  label: text(group),
                  cell: (item) => {
                    const rows = rowsOf(group, item);
                    const name = item.name ?? text('unnamed');
                    return rows === null ? (
                      name
                    ) : (
                      <button
                        type="button"
                        className="text-left font-medium hover:text-accent hover:underline"
                        onClick={() => onOpen(rows)}
                      >
                        {name}
                      </button>
                    );
                  },
                },
                {
                  key: 'series',
                  label: text('series'),
                  isNumber: true,
                  isExtra: true,
                  cell: (item) => format.count(item.series),
                },
                {
                  key: 'units',
                  label: text('soldWeeks'),
                  isNumber: true,
                  isExtra: true,
                  cell: (item) => format.units(item.units),
                },
                {
                  key: 'next',
                  label: text('next'),
                  isNumber: true,
                  cell: (item) => <span className="font-medium">{format.units(item.next_mean)}</span>,
                },
                {
                  key: 'year',
                  label: text('lastYear'),
                  isNumber: true,
                  cell: (item) => (
                    <>
                      {format.units(item.last_year)}
                      <span className="ml-2 inline-block w-14 text-ink-faint">
                        {item.change === null ? '' : format.percent(item.change, { signed: true })}
                      </span>
                    </>
                  ),
                },
                {
                  key: 'cover',
                  label: text('cover'),
                  isNumber: true,
                  cell: (item) => days(item.days_of_cover),
                },
                {
                  key: 'attention',
                  label: text('attention'),
                  isNumber: true,
                  cell: (item) => (
                    <>
                      {format.count(item.exceptions)}
                      {item.urgent > 0 && (
                        <span className="ml-2 font-medium text-bad">
                          {text('urgent', { count: item.urgent, shown: format.count(item.urgent) })}
                        </span>
                      )}
                    </>
                  ),
                },
              ]}
            />
          )
        }
      </QueryView>
    </Card>
  );
}
