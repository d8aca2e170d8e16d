import { getRouteApi } from '@tanstack/react-router';
import { ArrowLeftRight, SearchX } from 'lucide-react';
import type { Transfer } from '@/shared/api/generated';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { QueryView } from '@/shared/ui/query-view';
import { Empty } from '@/shared/ui/states';
import { PageEnd } from '../page-end';
import { ordersWords } from '../words';
import { TransferTable } from './transfer-table';
import { transferWords } from './transfer-words';
import { useTransfers } from './use-transfer';

const route = getRouteApi('/signed-in/orders');
const OPEN: Transfer['state'][] = ['proposed', 'changed', 'approved', 'sent', 'partly_received'];
const DONE: Transfer['state'][] = ['received', 'closed', 'cancelled'];

/** What stores give each other: what is to be decided or on its way, and what is over. */
export function TransfersView({ onOpen }: { onOpen: (id: number) => void }) {
  const text = useText(transferWords);
  const shared = useText(ordersWords);
  const { q, store } = route.useSearch();
  const filter = { q, store };
  const open = useTransfers(OPEN, 'saves', filter);
  const past = useTransfers(DONE, 'newest', filter);
  const isNarrowed = q !== undefined || store !== undefined;
  return (
    <>
      <Card flush title={text('open')} hint={text('openHint')}>
        <QueryView query={open} loadingClass="m-4 h-48">
          {({ items, total }) =>
            items.length === 0 ? (
              <Empty
                icon={isNarrowed ? SearchX : ArrowLeftRight}
                title={isNarrowed ? shared('nothingFound') : text('empty')}
              >
                {isNarrowed ? shared('nothingFoundHint') : text('emptyHint')}
              </Empty>
            ) : (
              <>
                <TransferTable label={text('open')} transfers={items} onOpen={onOpen} />
                <PageEnd query={open} shown={items.length} total={total} />
              </>
            )
          }
        </QueryView>
      </Card>
      {(past.data?.items.length ?? 0) > 0 && (
        <Card flush title={text('past')} hint={text('pastHint')}>
          <TransferTable label={text('past')} transfers={past.data?.items ?? []} onOpen={onOpen} />
          <PageEnd query={past} shown={past.data?.items.length ?? 0} total={past.data?.total ?? 0} />
        </Card>
      )}
    </>
  );
}
