import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { History } from 'lucide-react';
import type { Import } from '@/shared/api/generated';
import { listImportsInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge, type Tone } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { resultWords, tellResult } from './tell-result';
import { words } from './words';

export const STATE_TONES: Record<Import['state'], Tone> = {
  previewed: 'neutral',
  committed: 'accent',
  done: 'good',
  failed: 'bad',
  undoing: 'accent',
  undone: 'warn',
};

/** What was imported so far, newest first. */
export function PastImports() {
  const text = useText(words);
  const resultText = useText(resultWords);
  const format = useFormat();
  const imports = useInfiniteQuery({
    ...byCursor(listImportsInfiniteOptions({ query: { limit: 20 } }), 'imports'),
  });
  const columns: Column<Import>[] = [
    {
      key: 'file',
      label: text('file'),
      cell: (row) => (
        <Link to="/data/import" search={{ id: row.id }} className="font-medium text-accent hover:underline">
          {row.file_name}
        </Link>
      ),
    },
    {
      key: 'when',
      label: text('when'),
      className: 'whitespace-nowrap',
      cell: (row) => format.moment(row.created_at),
    },
    {
      key: 'state',
      label: text('state'),
      cell: (row) => <Badge tone={STATE_TONES[row.state]}>{text(row.state)}</Badge>,
    },
    {
      key: 'usable',
      label: text('usable'),
      isNumber: true,
      cell: (row) => format.count(row.result?.new ?? row.preview.counts?.usable),
    },
    {
      key: 'rejected',
      label: text('rejected'),
      isNumber: true,
      cell: (row) => format.count(row.result?.rejected ?? row.preview.counts?.rejected),
    },
    {
      key: 'outcome',
      label: text('outcome'),
      className: 'min-w-48 text-ink-soft',
      cell: (row) =>
        row.result
          ? tellResult(row.result, row.state === 'undone', resultText, format)
          : (row.preview.problem ?? ''),
    },
  ];
  const rows = imports.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card flush title={text('past')}>
      {imports.isError && (
        <div className="p-4">
          <Failed error={imports.error} retry={() => void imports.refetch()} />
        </div>
      )}
      {imports.isPending && <Loading className="m-4 h-32" />}
      {imports.data && rows.length === 0 && (
        <Empty icon={History} title={text('noPast')}>
          {text('noPastHint')}
        </Empty>
      )}
      {rows.length > 0 && (
        <DataTable label={text('past')} columns={columns} rows={rows} rowKey={(row) => row.id} />
      )}
      {imports.hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button size="small" disabled={imports.isFetching} onClick={() => void imports.fetchNextPage()}>
            {text('more')}
          </Button>
        </div>
      )}
    </Card>
  );
}
