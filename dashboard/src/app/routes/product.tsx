import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const productRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/products/$sku',
  component: lazyRouteComponent(() => import('@/features/product/product-screen'), 'ProductScreen'),
});
