import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { showJobOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { ProgressBar } from '@/shared/ui/progress-bar';
import { jobIdOf } from './reading-options';
import { words } from './words';

const ASK_EVERY_MS = 1_000;
const ENDED = ['succeeded', 'failed', 'cancelled'];

/** How far the storing or the undoing is. */
export function JobCard({
  address,
  title,
  onEnd,
}: {
  /** The job's, as the import names it. */
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
