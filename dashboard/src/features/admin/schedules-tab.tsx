import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { AlarmClock, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Schedule } from '@/shared/api/generated';
import { listSchedulesInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { useJobKind } from '@/shared/text/job-kinds';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { cronInWords, cronWords } from './cron-words';
import { ScheduleDialog } from './schedule-dialog';
import { words } from './words';

/** What runs by itself, and when. */
export function SchedulesTab() {
  const text = useText(words);
  const cronText = useText(cronWords);
  const format = useFormat();
  const kindName = useJobKind();
  const [open, setOpen] = useState<Schedule | 'new' | null>(null);
  const schedules = useInfiniteQuery({
    ...byCursor(listSchedulesInfiniteOptions({ query: { limit: 100 } }), 'jobs'),
  });
  const rows = schedules.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: Column<Schedule>[] = [
    {
      key: 'name',
      label: text('name'),
      cell: (row) => (
        <button
          type="button"
          className="text-left font-medium text-accent hover:underline"
          onClick={() => setOpen(row)}
        >
          {row.name}
        </button>
      ),
    },
    { key: 'kind', label: text('kind'), cell: (row) => kindName(row.kind) },
    {
      key: 'when',
      label: text('when'),
      cell: (row) => (
        <span title={row.cron}>
          {cronInWords(row.cron, cronText, format.locale)}{' '}
          <span className="text-sm text-ink-faint">{row.time_zone}</span>
        </span>
      ),
    },
    {
      key: 'next',
      label: text('next'),
      className: 'whitespace-nowrap',
      cell: (row) =>
        row.is_on ? (
          <span title={format.moment(row.next_at)}>{format.ago(row.next_at)}</span>
        ) : (
          <Badge>{text('off')}</Badge>
        ),
    },
    {
      key: 'last',
      label: text('lastJob'),
      cell: (row) =>
        row.last_job_id ? (
          <Link to="/jobs" search={{ job: row.last_job_id }} className="text-accent hover:underline">
            {text('show')}
          </Link>
        ) : (
          '–'
        ),
    },
  ];
  return (
    <>
      <div className="flex justify-end">
        <Button look="primary" onClick={() => setOpen('new')}>
          <Plus aria-hidden />
          {text('addSchedule')}
        </Button>
      </div>
      <Card flush>
        {schedules.isError && (
          <div className="p-4">
            <Failed error={schedules.error} retry={() => void schedules.refetch()} />
          </div>
        )}
        {schedules.isPending && <Loading className="m-4 h-64" />}
        {schedules.data && rows.length === 0 && (
          <Empty icon={AlarmClock} title={text('noSchedules')}>
            {text('noSchedulesHint')}
          </Empty>
        )}
        {rows.length > 0 && (
          <DataTable label={text('schedules')} columns={columns} rows={rows} rowKey={(row) => row.id} />
        )}
      </Card>
      {open !== null && (
        <ScheduleDialog
          schedule={open === 'new' ? null : open}
          onClose={() => {
            setOpen(null);
            void schedules.refetch();
          }}
        />
      )}
    </>
  );
}
