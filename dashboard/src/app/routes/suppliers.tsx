import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

/** Which suppliers are looked at. */
export interface SuppliersSearch {
  q?: string | undefined;
  /** The code of the one whose terms are shown. */
  supplier?: string | undefined;
}

function validate(search: Record<string, unknown>): SuppliersSearch {
  const found: SuppliersSearch = {};
  for (const name of ['q', 'supplier'] as const)
    if (['string', 'number'].includes(typeof search[name]) && search[name] !== '')
      found[name] = String(search[name]);
  return found;
}

export const suppliersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/suppliers',
  validateSearch: validate,
  component: lazyRouteComponent(() => import('@/features/suppliers/suppliers-screen'), 'SuppliersScreen'),
});
