import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

/** In which store and by which periods a product is looked at. */
export interface ProductSearch {
  store?: string;
  grain?: 'week' | 'month';
  lag?: number;
}

function validate(search: Record<string, unknown>): ProductSearch {
  const found: ProductSearch = {};
  if (['string', 'number'].includes(typeof search.store) && search.store !== '')
    found.store = String(search.store);
  if (search.grain === 'week' || search.grain === 'month') found.grain = search.grain;
  if (Number.isInteger(search.lag) && Number(search.lag) > 0) found.lag = Number(search.lag);
  return found;
}

export const productRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/products/$sku',
  validateSearch: validate,
  component: lazyRouteComponent(() => import('@/features/product/product-screen'), 'ProductScreen'),
});
