import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

const VIEWS = ['transfers', 'way', 'past', 'short', 'exceptions'] as const;
const QUEUES = ['urgent', 'required', 'optional', 'informational'] as const;

/** What of the orders is looked at. */
export interface OrdersSearch {
  /** What waits to be approved, where it is left out. */
  view?: (typeof VIEWS)[number];
  /** Letters of a product, a supplier or a note, or an order's number. */
  q?: string | undefined;
  supplier?: string | undefined;
  store?: string | undefined;
  /** Money to spend on proposals. */
  budget?: number | undefined;
  /** The order that is open. */
  order?: number;
  /** The transfer that is open. */
  transfer?: number;
  /** Which exceptions. */
  queue?: (typeof QUEUES)[number];
  /** How what runs short is judged. */
  by?: 'store';
}

function validate(search: Record<string, unknown>): OrdersSearch {
  const found: OrdersSearch = {};
  const view = VIEWS.find((one) => one === search.view);
  if (view) found.view = view;
  for (const name of ['q', 'supplier', 'store'] as const)
    if (['string', 'number'].includes(typeof search[name]) && search[name] !== '')
      found[name] = String(search[name]);
  if (typeof search.budget === 'number' && search.budget >= 0) found.budget = search.budget;
  for (const name of ['order', 'transfer'] as const)
    if (Number.isInteger(search[name]) && Number(search[name]) > 0) found[name] = Number(search[name]);
  const queue = QUEUES.find((one) => one === search.queue);
  if (queue) found.queue = queue;
  if (search.by === 'store') found.by = 'store';
  return found;
}

export const ordersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders',
  validateSearch: validate,
  component: lazyRouteComponent(() => import('@/features/orders/orders-screen'), 'OrdersScreen'),
});
