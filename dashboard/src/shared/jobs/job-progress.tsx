import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { showJobOptions } from '../api/generated/@tanstack/react-query.gen';
import { defineText, useText } from '../text/define-text';
import { buttonClasses } from '../ui/button';
import { Card } from '../ui/card';
import { ProgressBar } from '../ui/progress-bar';

const ASK_EVERY_MS = 1_000;
const ENDED = ['succeeded', 'failed', 'cancelled'];
const words = defineText(
  'job-progress',
  { leave: 'You may leave this page: it goes on.', seeJob: 'See the job' },
  { leave: 'Sie können diese Seite verlassen: Es geht weiter.', seeJob: 'Auftrag ansehen' },
);

/** The job's id in its address, `/api/jobs/…`. */
export function jobIdOf(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1);
}

/** How far a job is, and word when it ends. */
export function JobProgress({
  address,
  title,
  onEnd,
}: {
  /** The job's, as the API names it. */
  address: string;
  title: string;
  onEnd: () => void;
}) {
  const text = useText(words);
  const id = jobIdOf(address);
  const job = useQuery({
    ...showJobOptions({ path: { job_id: id }, query: { lines: 1 } }),
    refetchInterval: ({ state }) => (state.data && ENDED.includes(state.data.state) ? false : ASK_EVERY_MS),
  });
  const hasEnded = job.data !== undefined && ENDED.includes(job.data.state);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when it ends
  useEffect(() => {
    if (hasEnded) onEnd();
  }, [hasEnded]);
  const share = job.data?.state === 'running' ? job.data.progress : null;
  return (
    <Card
      title={title}
      actions={
        <Link to="/jobs" search={{ job: id }} className={buttonClasses('quiet', 'small')}>
          {text('seeJob')}
        </Link>
      }
    >
      <div role="status" className="flex flex-col gap-2">
        <ProgressBar label={title} value={share} />
        <p className="text-ink-soft">{job.data?.stage ?? '…'}</p>
        <p className="text-sm text-ink-faint">{text('leave')}</p>
      </div>
    </Card>
  );
}
