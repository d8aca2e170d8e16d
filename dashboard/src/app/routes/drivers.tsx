import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const driversRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/drivers',
  validateSearch: (search): { id?: string } => (typeof search.id === 'string' ? { id: search.id } : {}),
  component: lazyRouteComponent(() => import('@/features/drivers/drivers-screen'), 'DriversScreen'),
});
