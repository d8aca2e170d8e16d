import { createRoute, redirect } from '@tanstack/react-router';
import { readOwnAccountOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { problemOf } from '@/shared/api/problem';
import { Shell } from '../shell/shell';
import { rootRoute } from './root';

/** The screens that only people with an account see. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.queryClient.ensureQueryData(readOwnAccountOptions());
      if (me.must_change_password) throw redirect({ to: '/new-password' });
    } catch (error) {
      if (problemOf(error).status === 401) throw redirect({ to: '/sign-in', search: { to: location.href } });
      throw error;
    }
  },
});
