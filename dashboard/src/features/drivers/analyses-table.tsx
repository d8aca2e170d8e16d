import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import type { Analysis } from '@/shared/api/generated';
import { listAnalysesInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge, type Tone } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { words } from './words';

const STATE_TONES: Record<Analysis['state'], Tone> = {
  looked_at: 'neutral',
  started: 'accent',
  done: 'good',
  failed: 'bad',
};

/** The tables that were analysed, newest first, with what was found in each. */
export function AnalysesTable() {
  const text = useText(words);
  const format = useFormat();
  const analyses = useInfiniteQuery({
    ...byCursor(listAnalysesInfiniteOptions({ query: { limit: 20 } }), 'drivers'),
  });
  const columns: Column<Analysis>[] = [
    {
      key: 'table',
      label: text('table'),
      cell: (row) => (
        <Link to="/drivers" search={{ id: row.id }} className="font-medium text-accent hover:underline">
          {row.file_name}
        </Link>
      ),
    },
    { key: 'explains', label: text('explains'), cell: (row) => row.summary?.target ?? '–' },
    {
      key: 'found',
      label: text('found'),
      cell: (row) =>
        row.summary ? (
          <Badge tone={row.summary.finding === 'something' ? 'good' : 'neutral'}>
            {text(row.summary.finding)}
          </Badge>
        ) : (
          <Badge tone={STATE_TONES[row.state]}>{text(row.state)}</Badge>
        ),
    },
    {
      key: 'r2',
      label: text('r2'),
      isNumber: true,
      cell: (row) => (row.summary ? format.percent(row.summary.r2) : '–'),
    },
    {
      key: 'rows',
      label: text('rowCount'),
      isNumber: true,
      cell: (row) => format.count(row.summary?.rows),
    },
    {
      key: 'strongest',
      label: text('strongest'),
      className: 'text-ink-soft',
      cell: (row) => row.summary?.drivers.slice(0, 3).join(', ') || '–',
    },
    {
      key: 'when',
      label: text('when'),
      className: 'whitespace-nowrap',
      cell: (row) => format.moment(row.created_at),
    },
  ];
  const rows = analyses.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card flush title={text('past')}>
      {analyses.isError && (
        <div className="p-4">
          <Failed error={analyses.error} retry={() => void analyses.refetch()} />
        </div>
      )}
      {analyses.isPending && <Loading className="m-4 h-32" />}
      {analyses.data && rows.length === 0 && (
        <Empty icon={Compass} title={text('noPast')}>
          {text('noPastHint')}
        </Empty>
      )}
      {rows.length > 0 && (
        <DataTable label={text('past')} columns={columns} rows={rows} rowKey={(row) => row.id} />
      )}
      {analyses.hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button size="small" disabled={analyses.isFetching} onClick={() => void analyses.fetchNextPage()}>
            {text('more')}
          </Button>
        </div>
      )}
    </Card>
  );
}
