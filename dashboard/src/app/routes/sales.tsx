import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const salesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/data/sales',
  component: lazyRouteComponent(() => import('@/features/sales/sales-screen'), 'SalesScreen'),
});
