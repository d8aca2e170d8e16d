import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const topicsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/topics',
  component: lazyRouteComponent(() => import('@/features/topics/topics-screen'), 'TopicsScreen'),
});
