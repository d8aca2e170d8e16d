import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

interface AccuracySearch {
  store?: string;
  grain: 'day' | 'week' | 'month';
  /** Days before, where days are compared. */
  lag?: number;
  /** What people's changes are told apart by. */
  by?: ChangesBy;
}

export type ChangesBy = (typeof CHANGES_BY)[number];
const CHANGES_BY = ['person', 'lag', 'direction', 'size', 'reason'] as const;

export const accuracyRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/accuracy',
  validateSearch: (search): AccuracySearch => ({
    store: typeof search.store === 'string' ? search.store : undefined,
    grain: search.grain === 'week' || search.grain === 'month' ? search.grain : 'day',
    lag: typeof search.lag === 'number' && search.lag > 0 ? search.lag : undefined,
    by: CHANGES_BY.find((one) => one === search.by),
  }),
  component: lazyRouteComponent(() => import('@/features/accuracy/accuracy-screen'), 'AccuracyScreen'),
});
