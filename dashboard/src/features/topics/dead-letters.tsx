import { useInfiniteQuery } from '@tanstack/react-query';
import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import type { DeadLetter } from '@/shared/api/generated';
import { listDeadLettersInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useFormat } from '@/shared/format/use-format';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { DataTable } from '@/shared/ui/data-table';
import { QueryView } from '@/shared/ui/query-view';
import { Empty } from '@/shared/ui/states';
import { DismissDialog, ResendDialog } from './settle-dialogs';
import { topicsWords } from './words';

const SHOWN = 50;
const UNSETTLED: DeadLetter['state'][] = ['open', 'waiting'];

/** Messages that could not be taken, with what is wrong, and the ways out. */
export function DeadLetters() {
  const text = useText(topicsWords);
  const format = useFormat();
  const may = useMay();
  const [asked, setAsked] = useState<{ letter: DeadLetter; what: 'resend' | 'dismiss' } | null>(null);
  const letters = useInfiniteQuery({
    ...byCursor(
      listDeadLettersInfiniteOptions({ query: { state: UNSETTLED, limit: SHOWN } }),
      'dead letters',
    ),
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
  const settles = (letter: DeadLetter) =>
    may('add_sales') &&
    letter.state === 'open' && (
      <span className="flex justify-end gap-1">
        <Button size="small" onClick={() => setAsked({ letter, what: 'resend' })}>
          {text('resend')}
        </Button>
        <Button size="small" look="quiet" onClick={() => setAsked({ letter, what: 'dismiss' })}>
          {text('dismiss')}
        </Button>
      </span>
    );
  return (
    <Card flush title={text('letters')} hint={text('lettersHint')}>
      <QueryView query={letters}>
        {(unsettled) =>
          unsettled.length === 0 ? (
            <Empty icon={MailCheck} title={text('lettersEmpty')}>
              {text('lettersEmptyHint')}
            </Empty>
          ) : (
            <DataTable
              label={text('letters')}
              rows={unsettled}
              rowKey={(item) => item.id}
              columns={[
                {
                  key: 'at',
                  label: text('at'),
                  className: 'whitespace-nowrap',
                  cell: (item) => format.moment(item.at),
                },
                {
                  key: 'place',
                  label: text('place'),
                  isExtra: true,
                  cell: (item) => `${item.source} ${item.place}`,
                },
                {
                  key: 'reason',
                  label: text('reason'),
                  cell: (item) => (
                    <>
                      {item.state === 'waiting' && <Badge>{text('waiting_state')}</Badge>}{' '}
                      {item.column && <span className="font-medium">{item.column}: </span>}
                      {item.reason}
                      <code className="mt-0.5 block max-w-sm truncate text-xs text-ink-faint">
                        {item.raw}
                      </code>
                    </>
                  ),
                },
                { key: 'settle', label: '', cell: settles },
              ]}
            />
          )
        }
      </QueryView>
      {letters.hasNextPage && (
        <p className="flex justify-end border-t border-line px-4 py-2">
          <Button
            size="small"
            disabled={letters.isFetchingNextPage}
            onClick={() => void letters.fetchNextPage()}
          >
            {text('more')}
          </Button>
        </p>
      )}
      {asked?.what === 'resend' && <ResendDialog letter={asked.letter} onClose={() => setAsked(null)} />}
      {asked?.what === 'dismiss' && <DismissDialog letter={asked.letter} onClose={() => setAsked(null)} />}
    </Card>
  );
}
