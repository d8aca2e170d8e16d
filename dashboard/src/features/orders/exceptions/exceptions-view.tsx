import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import type { Exceptions, QueueCount } from '@/shared/api/generated';
import { listExceptionsInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { QueryView } from '@/shared/ui/query-view';
import { Segments } from '@/shared/ui/segments';
import { Empty } from '@/shared/ui/states';
import { PageEnd } from '../page-end';
import { ExceptionTable } from './exception-table';
import { exceptionWords } from './exception-words';

type Queue = QueueCount['queue'];
const route = getRouteApi('/signed-in/orders');
const QUEUES: Queue[] = ['urgent', 'required', 'optional', 'informational'];
const SHOWN = 100;

/** What needs a person: four queues by urgency, each ranked by money. */
export function ExceptionsView() {
  const text = useText(exceptionWords);
  const format = useFormat();
  const { queue, store } = route.useSearch();
  const navigate = route.useNavigate();
  const exceptions = useInfiniteQuery({
    ...byCursor(
      listExceptionsInfiniteOptions({ query: { queue: queue ? [queue] : [], store, limit: SHOWN } }),
      'alerts',
    ),
    placeholderData: keepPreviousData,
    select: ({ pages }): Exceptions | undefined =>
      pages[0] && { ...pages[0], items: pages.flatMap((page) => page.items) },
  });
  return (
    <QueryView query={exceptions} loadingClass="h-96">
      {(found) => {
        if (!found) return null;
        const count = (name: Queue) => found.queues.find((one) => one.queue === name)?.count ?? 0;
        const options: { value: Queue | 'all'; label: string }[] = [
          { value: 'all', label: text('all') },
          ...QUEUES.map((name) => ({ value: name, label: `${text(name)} (${format.count(count(name))})` })),
        ];
        return (
          <Card
            flush
            title={text('title')}
            hint={[
              found.known_until && text('known', { day: format.date(found.known_until) }),
              text('hint'),
              found.lost_a_day > 0 && text('lost', { money: format.money(found.lost_a_day) }),
              found.made_at && text('made', { ago: format.ago(found.made_at) }),
            ]
              .filter(Boolean)
              .join(' ')}
            actions={
              <Segments
                label={text('queue')}
                value={queue ?? 'all'}
                options={options}
                onChange={(next) =>
                  void navigate({
                    search: (before) => ({ ...before, queue: next === 'all' ? undefined : next }),
                    replace: true,
                  })
                }
              />
            }
          >
            {found.items.length === 0 ? (
              <Empty icon={CircleCheck} title={text('empty')}>
                {text('emptyHint')}
              </Empty>
            ) : (
              <ExceptionTable items={found.items} />
            )}
            <PageEnd query={exceptions} shown={found.items.length} total={found.total} />
            {found.tested > 0 && (
              <p className="border-t border-line px-4 py-2 text-sm text-ink-faint">
                {text('chance', {
                  tested: format.count(found.tested),
                  rate: format.percent(found.false_alarm_rate),
                })}
              </p>
            )}
          </Card>
        );
      }}
    </QueryView>
  );
}
