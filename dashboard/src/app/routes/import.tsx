import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

export const importRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/data/import',
  validateSearch: (search): { id?: string } => (typeof search.id === 'string' ? { id: search.id } : {}),
  component: lazyRouteComponent(() => import('@/features/import/import-screen'), 'ImportScreen'),
});
