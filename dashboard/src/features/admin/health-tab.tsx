import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX } from 'lucide-react';
import type { LiveLoop } from '@/shared/api/generated';
import { checkReadyOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { Failed, Loading } from '@/shared/ui/states';
import { words } from './words';

const ASK_EVERY_MS = 5_000;

/** Whether the service does its work, asked again every few seconds. */
export function HealthTab() {
  const text = useText(words);
  const format = useFormat();
  const ready = useQuery({ ...checkReadyOptions(), refetchInterval: ASK_EVERY_MS, retry: false });
  if (ready.isPending) return <Loading className="h-64" />;
  const loops = ready.data?.loops ?? [];
  const columns: Column<LiveLoop>[] = [
    { key: 'loop', label: text('loop'), cell: (row) => row.name.replaceAll('_', ' ') },
    {
      key: 'state',
      label: text('state'),
      cell: (row) => {
        if (row.is_failing) return <Badge tone="bad">{text('failing')}</Badge>;
        return row.is_running ? (
          <Badge tone="good">{text('running')}</Badge>
        ) : (
          <Badge tone="warn">{text('stopped')}</Badge>
        );
      },
    },
    { key: 'lag', label: text('lag'), isNumber: true, cell: (row) => format.count(row.lag) },
  ];
  return (
    <>
      <Card
        title={
          <span className="flex items-center gap-2">
            {ready.isError ? (
              <CircleX aria-hidden className="size-5 text-bad" />
            ) : (
              <CircleCheck aria-hidden className="size-5 text-good" />
            )}
            {text(ready.isError ? 'notReady' : 'ready')}
          </span>
        }
        hint={ready.isError ? undefined : text('readyHint')}
      >
        {ready.isError && <Failed error={ready.error} />}
        <p className="text-sm text-ink-faint">
          {text('asked', {
            ago: format.ago(new Date(Math.max(ready.dataUpdatedAt, ready.errorUpdatedAt)).toISOString()),
          })}{' '}
          ·{' '}
          <a className="underline decoration-dotted" href="/api/metrics">
            {text('metrics')}
          </a>
        </p>
      </Card>
      {loops.length > 0 && (
        <Card flush title={text('loops')} hint={text('loopsHint')}>
          <DataTable label={text('loops')} columns={columns} rows={loops} rowKey={(row) => row.name} />
        </Card>
      )}
    </>
  );
}
