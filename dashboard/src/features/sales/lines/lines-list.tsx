import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import { listSalesInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import type { SalesChoice } from '../use-sums';
import { LinesTable } from './lines-table';
import { useChoiceSums } from './use-choice-sums';
import { linesWords } from './words';

const SHOWN = 50;
const SORTS = ['sold_at', 'quantity', 'revenue'] as const;
type SaleSort = (typeof SORTS)[number];
export type SaleOrder = SaleSort | `-${SaleSort}`;

/** The chosen sales, a page after the other as one list. */
export function LinesList({
  choice,
  sort,
  onSort,
  onOpen,
}: {
  choice: SalesChoice;
  sort: SaleOrder;
  onSort: (sort: SaleOrder) => void;
  /** Left out for who may not correct sales. */
  onOpen: ((id: number) => void) | undefined;
}) {
  const text = useText(linesWords);
  const format = useFormat();
  const { by: _, ...query } = choice;
  const sales = useInfiniteQuery({
    ...byCursor(listSalesInfiniteOptions({ query: { ...query, sort, limit: SHOWN } }), 'sales'),
    placeholderData: keepPreviousData,
  });
  const { sums } = useChoiceSums(choice);
  const rows = sales.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card flush>
      {sales.isError && (
        <div className="p-4">
          <Failed error={sales.error} retry={() => void sales.refetch()} />
        </div>
      )}
      {sales.isPending && <Loading className="m-4 h-64" />}
      {sales.isSuccess && rows.length === 0 && (
        <Empty icon={SearchX} title={text('empty')}>
          {text('emptyHint')}
        </Empty>
      )}
      {rows.length > 0 && (
        <LinesTable
          sales={rows}
          sorting={{ key: sort.replace('-', ''), descending: sort.startsWith('-') }}
          onSort={({ key, descending }) => {
            const name = SORTS.find((one) => one === key);
            if (name) onSort(descending ? `-${name}` : name);
          }}
          onOpen={onOpen}
        />
      )}
      {sales.hasNextPage && (
        <p className="flex items-center justify-between gap-3 border-t border-line px-4 py-2 text-sm text-ink-soft">
          {text('shownOf', { shown: format.count(rows.length), total: format.count(sums?.lines) })}
          <Button size="small" disabled={sales.isFetchingNextPage} onClick={() => void sales.fetchNextPage()}>
            {text('more')}
          </Button>
        </p>
      )}
    </Card>
  );
}
