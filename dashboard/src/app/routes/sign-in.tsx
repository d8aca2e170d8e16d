import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root';
import { todayRoute } from './today';

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { to?: string } => (typeof search.to === 'string' ? { to: search.to } : {}),
  // Today mostly comes next: its code is fetched while the password is typed.
  onEnter: () => void todayRoute.options.component?.preload?.(),
  component: lazyRouteComponent(() => import('@/features/sign-in/sign-in-screen'), 'SignInScreen'),
});
