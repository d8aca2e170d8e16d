import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Role } from '@/shared/api/generated';
import { signedInRoute } from './signed-in';

const TABS = ['users', 'schedules', 'audit', 'health', 'settings'] as const;
const ROLES: Role[] = ['viewer', 'planner', 'analyst', 'admin'];
type AdminTab = (typeof TABS)[number];

/** What the administration shows; all of it stands in the address. */
export interface AdminSearch {
  tab?: AdminTab;
  role?: Role;
  user?: number;
  action?: string;
  who?: number;
  since?: string;
}

export const adminRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin',
  validateSearch: (search): AdminSearch => {
    const kept: AdminSearch = {};
    if (TABS.includes(search.tab as AdminTab)) kept.tab = search.tab as AdminTab;
    if (ROLES.includes(search.role as Role)) kept.role = search.role as Role;
    if (Number.isInteger(search.user)) kept.user = search.user as number;
    if (typeof search.action === 'string') kept.action = search.action;
    if (Number.isInteger(search.who)) kept.who = search.who as number;
    if (typeof search.since === 'string' && /^\d{4}-\d\d-\d\d$/.test(search.since)) kept.since = search.since;
    return kept;
  },
  component: lazyRouteComponent(() => import('@/features/admin/admin-screen'), 'AdminScreen'),
});
