import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const ordersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders',
  component: lazyRouteComponent(() => import('@/features/orders/orders-screen'), 'OrdersScreen'),
});
