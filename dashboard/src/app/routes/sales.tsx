import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

const GRAINS = ['day', 'week', 'month'] as const;
const BY = ['store', 'category'] as const;
type SalesGrain = (typeof GRAINS)[number];
type SalesBy = (typeof BY)[number];

/** What the sales screen shows; all of it stands in the address. */
export interface SalesSearch {
  grain?: SalesGrain;
  from?: string;
  to?: string;
  store?: string;
  product?: string;
  category?: string;
  measure?: 'revenue';
  by?: SalesBy;
}

export const salesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/data/sales',
  validateSearch: (search): SalesSearch => {
    const kept: SalesSearch = {};
    if (GRAINS.includes(search.grain as SalesGrain)) kept.grain = search.grain as SalesGrain;
    for (const name of ['from', 'to'] as const)
      if (typeof search[name] === 'string' && /^\d{4}-\d\d-\d\d$/.test(search[name]))
        kept[name] = search[name];
    for (const name of ['store', 'product', 'category'] as const)
      if (typeof search[name] === 'string' || typeof search[name] === 'number')
        kept[name] = String(search[name]);
    if (search.measure === 'revenue') kept.measure = 'revenue';
    if (BY.includes(search.by as SalesBy)) kept.by = search.by as SalesBy;
    return kept;
  },
  component: lazyRouteComponent(() => import('@/features/sales/sales-screen'), 'SalesScreen'),
});
