import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const jobsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/jobs',
  component: lazyRouteComponent(() => import('@/features/jobs/jobs-screen'), 'JobsScreen'),
});
