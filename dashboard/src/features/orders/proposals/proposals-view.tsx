import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Calculator, ClipboardCheck, RefreshCw, RotateCw, SearchX } from 'lucide-react';
import { proposeOrdersMutation } from '@/shared/api/generated/@tanstack/react-query.gen';
import { refreshTags } from '@/shared/api/refresh';
import { useFormat } from '@/shared/format/use-format';
import { useLiveEvents } from '@/shared/live/use-live';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { QueryView } from '@/shared/ui/query-view';
import { Empty } from '@/shared/ui/states';
import { tell, tellProblem } from '@/shared/ui/toaster';
import { OrderFilters } from '../order-filters';
import { OrderTable } from '../order-table';
import { PageEnd } from '../page-end';
import { ordersWords } from '../words';
import { BudgetCard } from './budget-card';
import { PricedList } from './priced-list';
import { useOpenOrders, useProposals } from './use-proposals';

const route = getRouteApi('/signed-in/orders');

/** What waits to be approved: what money buys, orders by supplier, and each product with its price. */
export function ProposalsView({ onOpen }: { onOpen: (id: number) => void }) {
  const text = useText(ordersWords);
  const format = useFormat();
  const may = useMay();
  const queries = useQueryClient();
  const { supplier, store, budget, q } = route.useSearch();
  const navigate = route.useNavigate();
  const filter = { supplier, store, q, budget };
  const proposals = useProposals(filter);
  const orders = useOpenOrders(filter);
  const again = useMutation({
    ...proposeOrdersMutation(),
    onSuccess: () => tell(text('begun')),
    onError: tellProblem,
  });
  useLiveEvents(['job'], (events) => {
    const isDone = events.some(({ data }) => (data as { kind?: string }).kind === 'propose_orders');
    if (isDone) void refreshTags(queries, 'orders');
  });
  const isNarrowed = [supplier, store, q].some((one) => one !== undefined);
  const canWorkOut = may('edit_orders') && may('read_jobs');
  const workOut = () => again.mutate({});
  const isNever = proposals.data?.made_at === null;
  return (
    <>
      <OrderFilters>
        <span className="self-center text-sm text-ink-faint">
          {proposals.data &&
            (proposals.data.made_at
              ? text('madeAt', { ago: format.ago(proposals.data.made_at) })
              : text('madeNever'))}
        </span>
        {canWorkOut && (
          <Button disabled={again.isPending} onClick={workOut}>
            <RotateCw aria-hidden />
            {text(isNever ? 'workOut' : 'again')}
          </Button>
        )}
      </OrderFilters>
      <QueryView query={proposals} loadingClass="h-96">
        {(found) =>
          found === undefined || found.total === 0 ? (
            <Card>
              <Empty
                icon={isNarrowed ? SearchX : isNever ? Calculator : ClipboardCheck}
                title={text(isNarrowed ? 'nothingFound' : isNever ? 'emptyNever' : 'empty')}
              >
                {text(isNarrowed ? 'nothingFoundHint' : isNever ? 'emptyNeverHint' : 'emptyHint')}
              </Empty>
            </Card>
          ) : (
            <>
              {found.stale > 0 && (
                <p className="flex items-center gap-2 rounded-md bg-warn-soft px-3 py-2 text-warn">
                  <RefreshCw aria-hidden className="size-4 shrink-0" />
                  {text('staleLines', { count: found.stale })}
                </p>
              )}
              {found.curve.length > 1 ? (
                <BudgetCard
                  proposals={found}
                  budget={budget}
                  onChange={(next) =>
                    void navigate({ search: (before) => ({ ...before, budget: next }), replace: true })
                  }
                />
              ) : (
                <p className="flex flex-wrap items-center gap-2 text-ink-soft">
                  <Calculator aria-hidden className="size-4" />
                  {text('unpricedAll', { count: found.unpriced })}
                  <Link to="/suppliers" className="text-accent hover:underline">
                    {text('giveCosts')}
                  </Link>
                </p>
              )}
              {orders.data && orders.data.items.length > 0 && (
                <Card flush title={text('toApprove')} hint={text('toApproveHint')}>
                  <OrderTable label={text('toApprove')} orders={orders.data.items} onOpen={onOpen} />
                  <PageEnd query={orders} shown={orders.data.items.length} total={orders.data.total} />
                </Card>
              )}
              <PricedList
                proposals={found}
                hasBudget={budget !== undefined}
                filter={filter}
                onOpen={onOpen}
                end={<PageEnd query={proposals} shown={found.items.length} total={found.total} />}
              />
            </>
          )
        }
      </QueryView>
    </>
  );
}
