import { useInfiniteQuery } from '@tanstack/react-query';
import { Download, FileUp, Plus, Scroll } from 'lucide-react';
import { useState } from 'react';
import type { SupplyTerm } from '@/shared/api/generated';
import { listSupplyTermsInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useFormat } from '@/shared/format/use-format';
import { SearchField } from '@/shared/pickers/search-field';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button, buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { TermDialog } from './term-dialog';
import { TermTable } from './term-table';
import { TermsUpload } from './terms-upload';
import { suppliersWords } from './words';

const SHOWN = 100;

/** On which terms products are delivered: of one supplier, or of all. */
export function TermsCard({ supplier, name }: { supplier: string | undefined; name: string | undefined }) {
  const text = useText(suppliersWords);
  const format = useFormat();
  const may = useMay();
  const [q, setQ] = useState<string | undefined>();
  const [open, setOpen] = useState<SupplyTerm | 'new' | 'upload' | null>(null);
  const terms = useInfiniteQuery(
    byCursor(listSupplyTermsInfiniteOptions({ query: { supplier, q, limit: SHOWN } }), 'orders'),
  );
  const rows = terms.data?.pages.flatMap((page) => page.items) ?? [];
  const total = terms.data?.pages[0]?.total ?? 0;
  const close = () => setOpen(null);
  const asked = supplier === undefined ? '' : `&supplier=${encodeURIComponent(supplier)}`;
  return (
    <Card
      flush
      title={name === undefined ? text('allTerms') : text('termsOf', { name })}
      hint={text('termsHint')}
      actions={
        <>
          <SearchField label={text('searchProduct')} value={q} onChange={setQ} />
          <a
            className={buttonClasses('plain', 'small')}
            href={`/api/exports/supply-terms?format=csv${asked}`}
            download
          >
            <Download aria-hidden />
            {text('csv')}
          </a>
          {may('edit_catalog') && (
            <>
              <Button size="small" onClick={() => setOpen('new')}>
                <Plus aria-hidden />
                {text('addTerm')}
              </Button>
              <Button size="small" look="primary" onClick={() => setOpen('upload')}>
                <FileUp aria-hidden />
                {text('upload')}
              </Button>
            </>
          )}
        </>
      }
    >
      {terms.isError && (
        <div className="px-4 pb-4">
          <Failed error={terms.error} retry={() => void terms.refetch()} />
        </div>
      )}
      {terms.isPending && <Loading className="m-4 h-48" />}
      {terms.isSuccess && rows.length === 0 && (
        <Empty icon={Scroll} title={text('noTerms')}>
          {text('noTermsHint')}
        </Empty>
      )}
      {rows.length > 0 && (
        <>
          <TermTable
            rows={rows}
            hasSupplier={supplier === undefined}
            onOpen={may('edit_catalog') ? setOpen : undefined}
          />
          <p className="flex items-center justify-between gap-3 border-t border-line px-4 py-2 text-sm text-ink-faint">
            {text('count', { shown: format.count(rows.length), total: format.count(total) })}
            {terms.hasNextPage && (
              <Button
                size="small"
                disabled={terms.isFetchingNextPage}
                onClick={() => void terms.fetchNextPage()}
              >
                {text('more')}
              </Button>
            )}
          </p>
        </>
      )}
      {open === 'upload' && <TermsUpload onClose={close} />}
      {open !== null && open !== 'upload' && (
        <TermDialog term={open === 'new' ? undefined : open} supplier={supplier} onClose={close} />
      )}
    </Card>
  );
}
