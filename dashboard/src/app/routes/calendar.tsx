import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const calendarRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/data/calendar',
  component: lazyRouteComponent(() => import('@/features/calendar/calendar-screen'), 'CalendarScreen'),
});
