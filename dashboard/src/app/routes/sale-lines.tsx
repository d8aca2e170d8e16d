import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

const SORTS = ['sold_at', 'quantity', 'revenue'] as const;
type SaleSort = (typeof SORTS)[number];

/** Which single sales are listed, in which order, and which of them is open. */
export interface SaleLinesSearch {
  from?: string;
  to?: string;
  store?: string;
  product?: string;
  category?: string;
  sort?: SaleSort | `-${SaleSort}`;
  /** The sale that is open, by its id. */
  sale?: number;
}

function validate(search: Record<string, unknown>): SaleLinesSearch {
  const kept: SaleLinesSearch = {};
  for (const name of ['from', 'to'] as const)
    if (typeof search[name] === 'string' && /^\d{4}-\d\d-\d\d$/.test(search[name])) kept[name] = search[name];
  for (const name of ['store', 'product', 'category'] as const)
    if (['string', 'number'].includes(typeof search[name]) && search[name] !== '')
      kept[name] = String(search[name]);
  const sort = SORTS.flatMap((name) => [name, `-${name}`] as const).find((one) => one === search.sort);
  if (sort) kept.sort = sort;
  if (Number.isInteger(search.sale) && Number(search.sale) > 0) kept.sale = Number(search.sale);
  return kept;
}

export const saleLinesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/data/sales/lines',
  validateSearch: validate,
  component: lazyRouteComponent(() => import('@/features/sales/lines/lines-screen'), 'LinesScreen'),
});
