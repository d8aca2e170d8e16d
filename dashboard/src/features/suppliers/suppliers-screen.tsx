import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Plus, Truck } from 'lucide-react';
import { useState } from 'react';
import type { Supplier } from '@/shared/api/generated';
import { listSuppliersInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useFormat } from '@/shared/format/use-format';
import { SearchField } from '@/shared/pickers/search-field';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Page } from '@/shared/ui/page';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { SupplierDialog } from './supplier-dialog';
import { SupplierTable } from './supplier-table';
import { TermsCard } from './terms-card';
import { suppliersWords } from './words';

const route = getRouteApi('/signed-in/suppliers');
const SHOWN = 50;

/** Who delivers, and on which terms. */
export function SuppliersScreen() {
  const text = useText(suppliersWords);
  const format = useFormat();
  const may = useMay();
  const { q, supplier } = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState<Supplier | 'new' | null>(null);
  const suppliers = useInfiniteQuery({
    ...byCursor(listSuppliersInfiniteOptions({ query: { q, sort: 'name', limit: SHOWN } }), 'orders'),
    placeholderData: keepPreviousData,
  });
  const rows = suppliers.data?.pages.flatMap((page) => page.items) ?? [];
  const total = suppliers.data?.pages[0]?.total ?? 0;
  const set = (part: { q?: string | undefined; supplier?: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  return (
    <Page
      title={text('title')}
      hint={text('hint')}
      actions={
        may('edit_catalog') && (
          <Button look="primary" onClick={() => setOpen('new')}>
            <Plus aria-hidden />
            {text('add')}
          </Button>
        )
      }
    >
      <Card
        flush
        title={text('list')}
        actions={<SearchField label={text('search')} value={q} onChange={(next) => set({ q: next })} />}
      >
        {suppliers.isError && (
          <div className="px-4 pb-4">
            <Failed error={suppliers.error} retry={() => void suppliers.refetch()} />
          </div>
        )}
        {suppliers.isPending && <Loading className="m-4 h-32" />}
        {suppliers.isSuccess && rows.length === 0 && (
          <Empty icon={Truck} title={text('empty')}>
            {text('emptyHint')}
          </Empty>
        )}
        {rows.length > 0 && (
          <>
            <SupplierTable
              rows={rows}
              chosen={supplier}
              onChoose={(code) => set({ supplier: code })}
              onEdit={may('edit_catalog') ? setOpen : undefined}
            />
            {suppliers.hasNextPage && (
              <p className="flex items-center justify-between gap-3 border-t border-line px-4 py-2 text-sm text-ink-faint">
                {text('count', { shown: format.count(rows.length), total: format.count(total) })}
                <Button
                  size="small"
                  disabled={suppliers.isFetchingNextPage}
                  onClick={() => void suppliers.fetchNextPage()}
                >
                  {text('more')}
                </Button>
              </p>
            )}
          </>
        )}
      </Card>
      {total > 0 && (
        <TermsCard
          key={supplier ?? ''}
          supplier={supplier}
          name={
            supplier === undefined ? undefined : (rows.find((one) => one.code === supplier)?.name ?? supplier)
          }
        />
      )}
      {open !== null && (
        <SupplierDialog {...(open === 'new' ? {} : { supplier: open })} onClose={() => setOpen(null)} />
      )}
    </Page>
  );
}
