import { useMutation } from '@tanstack/react-query';
import { Square } from 'lucide-react';
import type { ReactNode } from 'react';
import type { JobWithLog } from '@/shared/api/generated';
import { cancelJobMutation } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useFormat } from '@/shared/format/use-format';
import { useMay, useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { useJobKind } from '@/shared/text/job-kinds';
import { wordJob } from '@/shared/text/problem-words';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Dialog } from '@/shared/ui/dialog';
import { ProgressBar } from '@/shared/ui/progress-bar';
import { QueryView } from '@/shared/ui/query-view';
import { Failed } from '@/shared/ui/states';
import { JobDuration } from './job-duration';
import { JobLog } from './job-log';
import { isAlive, STATE_TONES, secondsOf } from './job-rows';
import { useJobLog } from './use-job-log';
import { words } from './words';
import { writeValue } from './write-value';

/** One job: how far it is, what it told, what came out, and its end if one wants it. */
export function JobDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const text = useText(words);
  const kindName = useJobKind();
  const { job, log } = useJobLog(id);
  const title = job.data ? `${kindName(job.data.kind)} · ${job.data.scope}` : text('job');
  return (
    <Dialog open onClose={onClose} title={title} wide>
      <QueryView query={job} loadingClass="h-96">
        {(data) => (
          <div className="flex flex-col gap-4">
            <Shown job={data} refresh={() => void job.refetch()} />
            <JobLog lines={log} />
            <Values title={text('asked')} values={data.arguments} />
            {data.result && <Values title={text('result')} values={data.result} />}
          </div>
        )}
      </QueryView>
    </Dialog>
  );
}

function Shown({ job, refresh }: { job: JobWithLog; refresh: () => void }) {
  const text = useText(words);
  const format = useFormat();
  const may = useMay();
  const me = useMe();
  const cancel = useMutation({ ...cancelJobMutation(), onSuccess: refresh });
  const failure = wordJob(job);
  const who =
    job.created_by === null
      ? text('schedule')
      : job.created_by === me.id
        ? text('you')
        : text('somebody', { id: job.created_by });
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <Badge tone={STATE_TONES[job.state]}>{text(job.state)}</Badge>
        {job.stage && isAlive(job) && <span>{job.stage}</span>}
        {job.attempts > 1 && (
          <span className="text-sm text-ink-faint">
            {text('attempt', { count: job.attempts, max: job.max_attempts })}
          </span>
        )}
        {job.state === 'queued' && Date.parse(job.not_before) > Date.now() && (
          <span className="text-sm text-ink-faint">
            {text('waits', { moment: format.moment(job.not_before) })}
          </span>
        )}
        <span className="flex-1" />
        {isAlive(job) &&
          may('cancel_jobs') &&
          (job.cancel_asked ? (
            <span className="text-sm text-ink-faint">{text('cancelAsked')}</span>
          ) : (
            <Button
              look="danger"
              size="small"
              disabled={cancel.isPending}
              onClick={() => cancel.mutate({ path: { job_id: job.id } })}
            >
              <Square aria-hidden />
              {text('cancel')}
            </Button>
          ))}
      </div>
      {job.state === 'running' && <ProgressBar label={job.stage ?? text('running')} value={job.progress} />}
      {cancel.isError && <Failed error={cancel.error} />}
      {failure && <Failed error={{ status: 500, code: 'failed', errors: [], ...failure }} />}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-4">
        <Fact name={text('by')}>{who}</Fact>
        <Fact name={text('begun')}>{format.moment(job.created_at)}</Fact>
        <Fact name={text('started')}>{format.moment(job.started_at)}</Fact>
        <Fact name={text('took')}>
          <JobDuration seconds={secondsOf(job)} />
        </Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-ink-faint">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Values({ title, values }: { title: string; values: Record<string, unknown> }) {
  const format = useFormat();
  const entries = Object.entries(values).filter(([, value]) => value !== null);
  if (entries.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 font-medium">{title}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-sm">
        {entries.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-faint">{name.replaceAll('_', ' ')}</dt>
            <dd className="break-words">{writeValue(value, format.locale)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
