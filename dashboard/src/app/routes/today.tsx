import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const todayRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  validateSearch: (search): { store?: string } =>
    typeof search.store === 'string' ? { store: search.store } : {},
  component: lazyRouteComponent(() => import('@/features/today/today-screen'), 'TodayScreen'),
});
