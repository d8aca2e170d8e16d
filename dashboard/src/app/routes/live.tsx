import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const liveRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/live',
  component: lazyRouteComponent(() => import('@/features/live/live-screen'), 'LiveScreen'),
});
