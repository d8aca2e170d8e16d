import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Waves } from 'lucide-react';
import type { Topic } from '@/shared/api/generated';
import { listTopicsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { DataTable } from '@/shared/ui/data-table';
import { Page } from '@/shared/ui/page';
import { QueryView } from '@/shared/ui/query-view';
import { Empty } from '@/shared/ui/states';
import { DeadLetters } from './dead-letters';
import { TopicViewer } from './topic-viewer';
import { topicsWords } from './words';

const route = getRouteApi('/signed-in/topics');
const REFRESH_MS = 5_000;

/** Topics, their messages, and messages that could not be taken. */
export function TopicsScreen() {
  const text = useText(topicsWords);
  const format = useFormat();
  const { source, topic } = route.useSearch();
  const topics = useQuery({ ...listTopicsOptions(), refetchInterval: REFRESH_MS });
  const newest = (row: Topic) => row.partitions.map((part) => format.count(part.next - 1)).join(', ');
  const lag = (row: Topic) =>
    Object.entries(row.lag)
      .map(([group, left]) => `${group}: ${format.count(Number(left))}`)
      .join(', ') || '–';
  return (
    <Page title={text('title')} hint={text('hint')}>
      <Card flush>
        <QueryView query={topics}>
          {({ items, problem }) => {
            const ownLog = items.find((row) => row.source === 'log');
            return (
              <>
                {problem && <p className="px-4 py-2 text-warn">{problem}</p>}
                {items.length === 0 ? (
                  <Empty icon={Waves} title={text('none')}>
                    {text('noneHint')}
                  </Empty>
                ) : (
                  <DataTable
                    label={text('title')}
                    rows={items}
                    rowKey={(row) => `${row.source} ${row.name}`}
                    columns={[
                      {
                        key: 'name',
                        label: text('topic'),
                        cell: (row) => (
                          <Link
                            from="/topics"
                            search={{ source: row.source, topic: row.name }}
                            className={
                              row.name === topic && row.source === source
                                ? 'font-semibold text-accent'
                                : 'font-medium hover:underline'
                            }
                          >
                            {row.name}
                          </Link>
                        ),
                      },
                      { key: 'source', label: text('source'), cell: (row) => text(row.source) },
                      ...(items.some((row) => row.source === 'kafka')
                        ? [
                            {
                              key: 'newest',
                              label: text('newest'),
                              isNumber: true,
                              cell: (row: Topic) => (row.source === 'kafka' ? newest(row) : '–'),
                            },
                          ]
                        : []),
                      {
                        key: 'minute',
                        label: text('aMinute'),
                        isNumber: true,
                        cell: (row) => format.count(row.a_minute),
                      },
                      { key: 'lag', label: text('lag'), cell: lag },
                    ]}
                  />
                )}
                {ownLog && (
                  <p className="border-t border-line px-4 py-2 text-sm text-ink-faint">
                    {text('shared', { offset: newest(ownLog) })}
                  </p>
                )}
              </>
            );
          }}
        </QueryView>
      </Card>
      {source && topic && <TopicViewer key={`${source} ${topic}`} source={source} topic={topic} />}
      <DeadLetters />
    </Page>
  );
}
