import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Calculator, ClipboardCheck, RotateCw } from 'lucide-react';
import {
  listOrderProposalsOptions,
  listOrdersOptions,
  listSuppliersOptions,
  proposeOrdersMutation,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import { refreshTags } from '@/shared/api/refresh';
import { useFormat } from '@/shared/format/use-format';
import { useLiveEvents } from '@/shared/live/use-live';
import { StoreSelect } from '@/shared/pickers/store-select';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { QueryView } from '@/shared/ui/query-view';
import { Select } from '@/shared/ui/select';
import { Empty } from '@/shared/ui/states';
import { tell, tellProblem } from '@/shared/ui/toaster';
import { BudgetCard } from './budget-card';
import { OrderTable } from './order-table';
import { PricedList } from './priced-list';
import { ordersWords } from './words';

const route = getRouteApi('/signed-in/orders');
const MOST = 200;

/** What waits to be approved: what money buys, orders by supplier, and each product with its price. */
export function ProposalsView({ onOpen }: { onOpen: (id: number) => void }) {
  const text = useText(ordersWords);
  const format = useFormat();
  const may = useMay();
  const queries = useQueryClient();
  const { supplier, store, budget } = route.useSearch();
  const navigate = route.useNavigate();
  const suppliers = useQuery(listSuppliersOptions({ query: { limit: 500 } }));
  const proposals = useQuery({
    ...listOrderProposalsOptions({ query: { supplier, store, budget, limit: MOST } }),
    placeholderData: keepPreviousData,
  });
  const orders = useQuery({
    ...listOrdersOptions({ query: { state: ['proposed', 'changed'], supplier, store, limit: MOST } }),
    placeholderData: keepPreviousData,
  });
  const again = useMutation({
    ...proposeOrdersMutation(),
    onSuccess: () => tell(text('begun')),
    onError: tellProblem,
  });
  useLiveEvents(['job'], (events) => {
    const isDone = events.some(({ data }) => (data as { kind?: string }).kind === 'propose_orders');
    if (isDone) void refreshTags(queries, 'orders');
  });
  const set = (part: { supplier?: string; store?: string; budget?: number }) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  return (
    <>
      <div className="flex flex-wrap items-end gap-3">
        {(suppliers.data?.items.length ?? 0) > 0 && (
          <Select
            label={text('supplier')}
            value={supplier ?? ''}
            options={[
              { value: '', label: text('allSuppliers') },
              ...(suppliers.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
            ]}
            onChange={(next) => set({ supplier: next || undefined })}
          />
        )}
        <StoreSelect
          label={text('store')}
          all={text('allStores')}
          value={store}
          onChange={(next) => set({ store: next })}
        />
        <span className="flex-1" />
        <span className="self-center text-sm text-ink-faint">
          {proposals.data &&
            (proposals.data.made_at
              ? text('madeAt', { ago: format.ago(proposals.data.made_at) })
              : text('madeNever'))}
        </span>
        {may('edit_orders') && may('read_jobs') && (
          <Button disabled={again.isPending} onClick={() => again.mutate({})}>
            <RotateCw aria-hidden />
            {text('again')}
          </Button>
        )}
      </div>
      <QueryView query={proposals} loadingClass="h-96">
        {(found) =>
          found.total === 0 ? (
            <Card>
              <Empty icon={ClipboardCheck} title={text('empty')}>
                {text('emptyHint')}
              </Empty>
            </Card>
          ) : (
            <>
              {found.curve.length > 1 ? (
                <BudgetCard proposals={found} budget={budget} onChange={(next) => set({ budget: next })} />
              ) : (
                <p className="flex items-center gap-2 text-ink-soft">
                  <Calculator aria-hidden className="size-4" />
                  {text('unpriced', { count: found.unpriced })}
                </p>
              )}
              {orders.data && orders.data.items.length > 0 && (
                <Card flush title={text('toApprove')} hint={text('toApproveHint')}>
                  <OrderTable
                    label={text('toApprove')}
                    orders={[...orders.data.items].sort(
                      (one, other) => (other.saves ?? 0) - (one.saves ?? 0),
                    )}
                    onOpen={onOpen}
                  />
                </Card>
              )}
              <PricedList
                proposals={found}
                hasBudget={budget !== undefined}
                filter={{ supplier, store, budget }}
                onOpen={onOpen}
              />
            </>
          )
        }
      </QueryView>
    </>
  );
}
