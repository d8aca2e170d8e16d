import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const importRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/data/import',
  component: lazyRouteComponent(() => import('@/features/import/import-screen'), 'ImportScreen'),
});
