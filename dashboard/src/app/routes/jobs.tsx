import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { JobState } from '@/shared/api/generated';
import { signedInRoute } from './signed-in';

const STATES: JobState[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];

function isState(value: unknown): value is JobState {
  return STATES.includes(value as JobState);
}

export interface JobsSearch {
  job?: string;
  kind?: string;
  state?: JobState;
}

export const jobsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/jobs',
  validateSearch: (search): JobsSearch => ({
    ...(typeof search.job === 'string' ? { job: search.job } : {}),
    ...(typeof search.kind === 'string' ? { kind: search.kind } : {}),
    ...(isState(search.state) ? { state: search.state } : {}),
  }),
  component: lazyRouteComponent(() => import('@/features/jobs/jobs-screen'), 'JobsScreen'),
});
