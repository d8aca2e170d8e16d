import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const ordersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders',
  validateSearch: (search): { by?: 'store' } => (search.by === 'store' ? { by: 'store' } : {}),
  component: lazyRouteComponent(() => import('@/features/orders/orders-screen'), 'OrdersScreen'),
});
