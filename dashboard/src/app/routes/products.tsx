import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const productsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/products',
  component: lazyRouteComponent(() => import('@/features/products/products-screen'), 'ProductsScreen'),
});
