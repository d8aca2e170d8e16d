import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { ListSeriesData } from '@/shared/api/generated';
import { signedInRoute } from './signed-in';

type Query = NonNullable<ListSeriesData['query']>;

/** Which rows, and in which order: a link to them is a link to this view. */
export interface ProductsSearch {
  store?: string;
  category?: string;
  q?: string;
  exception?: NonNullable<Query['exception']>[number] | 'any';
  turnover?: 'A' | 'B' | 'C';
  variation?: 'X' | 'Y' | 'Z';
  country?: string;
  city?: string;
  /** The number of whoever looks after the products; 0: nobody. */
  owner?: string;
  group?: 'category' | 'store' | 'region' | 'owner';
  sort?: string;
}

const CHOICES: Record<string, readonly string[]> = {
  exception: ['any', 'out_of_stock', 'runs_out', 'no_forecast', 'no_sales', 'biased'],
  turnover: ['A', 'B', 'C'],
  variation: ['X', 'Y', 'Z'],
  group: ['category', 'store', 'region', 'owner'],
};
const TEXTS = ['store', 'category', 'q', 'country', 'city', 'owner', 'sort'];

function validate(search: Record<string, unknown>): ProductsSearch {
  const kept = Object.entries(search).filter(
    ([name, value]) =>
      value !== '' &&
      (CHOICES[name]?.includes(String(value)) ||
        (TEXTS.includes(name) && ['string', 'number'].includes(typeof value))),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)])) as ProductsSearch;
}

export const productsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/products',
  validateSearch: validate,
  component: lazyRouteComponent(() => import('@/features/products/products-screen'), 'ProductsScreen'),
});
