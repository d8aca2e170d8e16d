import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const accuracyRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/accuracy',
  component: lazyRouteComponent(() => import('@/features/accuracy/accuracy-screen'), 'AccuracyScreen'),
});
