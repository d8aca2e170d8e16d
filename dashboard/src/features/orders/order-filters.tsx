import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { listSuppliersOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { SearchField } from '@/shared/pickers/search-field';
import { StoreSelect } from '@/shared/pickers/store-select';
import { useText } from '@/shared/text/define-text';
import { Select } from '@/shared/ui/select';
import { ordersWords } from './words';

const route = getRouteApi('/signed-in/orders');
const ALL = '';

/** What narrows orders: words, a supplier, a store; all of it stands in the link. */
export function OrderFilters({ children }: { children?: ReactNode }) {
  const text = useText(ordersWords);
  const { view, q, supplier, store } = route.useSearch();
  const navigate = route.useNavigate();
  const suppliers = useQuery(listSuppliersOptions({ query: { sort: 'name', limit: 1000 } }));
  const set = (part: { q?: string | undefined; supplier?: string | undefined; store?: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  return (
    <search className="flex flex-wrap items-end gap-3">
      <SearchField
        label={text(
          view === undefined ? 'search' : view === 'transfers' ? 'searchTransfers' : 'searchOrders',
        )}
        value={q}
        onChange={(next) => set({ q: next })}
      />
      {view !== 'transfers' && (suppliers.data?.items.length ?? 0) > 0 && (
        <Select
          label={text('supplier')}
          hideLabel
          value={supplier ?? ALL}
          options={[
            { value: ALL, label: text('allSuppliers') },
            ...(suppliers.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name })),
          ]}
          onChange={(next) => set({ supplier: next === ALL ? undefined : next })}
        />
      )}
      <StoreSelect
        label={text('store')}
        hideLabel
        all={text('allStores')}
        value={store}
        onChange={(next) => set({ store: next })}
      />
      <span className="flex-1" />
      {children}
    </search>
  );
}
