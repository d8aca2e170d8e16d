import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Rows3 } from 'lucide-react';
import type { Job } from '@/shared/api/generated';
import { listJobsInfiniteOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { byCursor } from '@/shared/api/pages';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { JOB_KINDS, useJobKind } from '@/shared/text/job-kinds';
import { wordJob } from '@/shared/text/problem-words';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { type Column, DataTable } from '@/shared/ui/data-table';
import { Page } from '@/shared/ui/page';
import { ProgressBar } from '@/shared/ui/progress-bar';
import { Select } from '@/shared/ui/select';
import { Empty, Failed, Loading } from '@/shared/ui/states';
import { JobDialog } from './job-dialog';
import { JobDuration } from './job-duration';
import { isAlive, STATE_TONES, STATES, secondsOf } from './job-rows';
import { words } from './words';

const route = getRouteApi('/signed-in/jobs');
const ALL = 'all';
const ASK_EVERY_MS = 3_000;

/** What the service works on, newest first. */
export function JobsScreen() {
  const text = useText(words);
  const format = useFormat();
  const kindName = useJobKind();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (next: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const { kind, state } = search;
  const jobs = useInfiniteQuery({
    ...byCursor(listJobsInfiniteOptions({ query: { kind, state, limit: 50 } }), 'jobs'),
    placeholderData: (before) => before,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.items.some(isAlive)) ? ASK_EVERY_MS : false,
  });
  const rows = jobs.data?.pages.flatMap((page) => page.items) ?? [];
  const kinds = [
    ...new Set<string>([...JOB_KINDS, ...rows.map((row) => row.kind), ...(kind ? [kind] : [])]),
  ].sort();
  const columns: Column<Job>[] = [
    {
      key: 'job',
      label: text('job'),
      cell: (row) => (
        <button
          type="button"
          className="text-left font-medium text-accent hover:underline"
          onClick={() => set({ job: row.id })}
        >
          {kindName(row.kind)}
        </button>
      ),
    },
    { key: 'about', label: text('about'), className: 'text-ink-soft', cell: (row) => row.scope },
    {
      key: 'state',
      label: text('state'),
      cell: (row) => <Badge tone={STATE_TONES[row.state]}>{text(row.state)}</Badge>,
    },
    {
      key: 'stage',
      label: text('stage'),
      className: 'w-80 max-w-80',
      cell: (row) =>
        row.state === 'running' ? (
          <span className="flex flex-col gap-1">
            <span className="truncate text-sm">{row.stage}</span>
            <ProgressBar label={row.stage ?? kindName(row.kind)} value={row.progress} />
          </span>
        ) : (
          <span className="block truncate text-ink-soft" title={wordJob(row)?.detail}>
            {wordJob(row)?.detail}
          </span>
        ),
    },
    {
      key: 'begun',
      label: text('begun'),
      className: 'whitespace-nowrap',
      cell: (row) => <span title={format.moment(row.created_at)}>{format.ago(row.created_at)}</span>,
    },
    {
      key: 'took',
      label: text('took'),
      isNumber: true,
      className: 'whitespace-nowrap',
      cell: (row) => <JobDuration seconds={secondsOf(row)} />,
    },
  ];
  const isFiltered = kind !== undefined || state !== undefined;
  return (
    <Page title={text('title')} hint={text('hint')}>
      <div className="flex flex-wrap gap-3">
        <Select
          label={text('kind')}
          className="w-48"
          value={kind ?? ALL}
          options={[
            { value: ALL, label: text('allKinds') },
            ...kinds.map((value) => ({ value, label: kindName(value) })),
          ]}
          onChange={(next) => set({ kind: next === ALL ? undefined : next })}
        />
        <Select
          label={text('state')}
          className="w-40"
          value={state ?? ALL}
          options={[
            { value: ALL, label: text('allStates') },
            ...STATES.map((value) => ({ value, label: text(value) })),
          ]}
          onChange={(next) => set({ state: STATES.find((known) => known === next) })}
        />
      </div>
      <Card flush>
        {jobs.isError && (
          <div className="p-4">
            <Failed error={jobs.error} retry={() => void jobs.refetch()} />
          </div>
        )}
        {jobs.isPending && <Loading className="m-4 h-96" />}
        {jobs.data && rows.length === 0 && (
          <Empty icon={Rows3} title={text(isFiltered ? 'noneHere' : 'none')}>
            {text(isFiltered ? 'noneHereHint' : 'noneHint')}
          </Empty>
        )}
        {rows.length > 0 && (
          <DataTable label={text('title')} columns={columns} rows={rows} rowKey={(row) => row.id} />
        )}
        {jobs.hasNextPage && (
          <div className="border-t border-line p-3 text-center">
            <Button size="small" disabled={jobs.isFetching} onClick={() => void jobs.fetchNextPage()}>
              {text('more')}
            </Button>
          </div>
        )}
      </Card>
      {search.job !== undefined && (
        <JobDialog key={search.job} id={search.job} onClose={() => set({ job: undefined })} />
      )}
    </Page>
  );
}
