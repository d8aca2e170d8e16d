import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

const SHOWN = ['sale', 'forecast', 'job', 'alert', 'stock'] as const;

export const liveRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/live',
  validateSearch: (search): { show?: (typeof SHOWN)[number] } => ({
    show: SHOWN.find((name) => name === search.show),
  }),
  component: lazyRouteComponent(() => import('@/features/live/live-screen'), 'LiveScreen'),
});
