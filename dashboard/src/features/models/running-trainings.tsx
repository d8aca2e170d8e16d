import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { listJobsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { modelsWords } from './words';

const SHOWN = 20;

/** Trainings that wait or run, with how far they are. */
export function RunningTrainings() {
  const text = useText(modelsWords);
  const may = useMay();
  const jobs = useQuery({
    ...listJobsOptions({ query: { kind: 'train', limit: SHOWN } }),
    enabled: may('read_jobs'),
    refetchInterval: ({ state }) =>
      state.data?.items.some((job) => job.state === 'running' || job.state === 'queued') ? 2_000 : false,
  });
  const active = (jobs.data?.items ?? []).filter((job) => job.state === 'running' || job.state === 'queued');
  return active.map((job) => (
    <div
      key={job.id}
      role="status"
      className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-lg border border-accent/40 bg-accent-soft px-4 py-2.5"
    >
      <span className="font-medium">
        {text('running')} {job.scope}
      </span>
      <span className="text-ink-soft">{job.stage}</span>
      <progress value={job.progress} max={1} aria-label={text('running')} className="h-2 min-w-32 flex-1" />
      <Link to="/jobs" className="text-sm font-medium text-accent hover:underline">
        {text('log')}
      </Link>
    </div>
  ));
}
