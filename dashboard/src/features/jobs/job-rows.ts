import type { Job, JobLine, JobState } from '@/shared/api/generated';
import type { Tone } from '@/shared/ui/badge';

export const STATES: JobState[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];
export const STATE_TONES: Record<JobState, Tone> = {
  queued: 'neutral',
  running: 'accent',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'warn',
};

/** Whether something may still happen to it. */
export function isAlive(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running';
}

/** How long it worked, in seconds; null where it didn't begin. */
export function secondsOf(job: Job, now = Date.now()): number | null {
  if (job.started_at === null) return null;
  const until = job.ended_at === null ? now : Date.parse(job.ended_at);
  return Math.max(0, (until - Date.parse(job.started_at)) / 1000);
}

/** A log with what came since, each line once, in order. */
export function joinLog(known: JobLine[], came: JobLine[]): JobLine[] {
  const last = known.at(-1)?.number ?? 0;
  const newer = came.filter(({ number }) => number > last);
  return newer.length === 0 ? known : [...known, ...newer];
}
