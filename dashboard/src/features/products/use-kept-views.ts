import { useMutation, useQuery } from '@tanstack/react-query';
import {
  listSavedViewsOptions,
  removeSavedViewMutation,
  saveViewMutation,
} from '@/shared/api/generated/@tanstack/react-query.gen';
import type { View } from './series-query';

const SCREEN = 'products';
const MOST = 500;

/** One's own views and those that others share, and how to keep and forget one. */
export function useKeptViews(isOpen: boolean) {
  const views = useQuery({
    ...listSavedViewsOptions({ query: { screen: SCREEN, limit: MOST } }),
    enabled: isOpen,
  });
  const renew = () => void views.refetch();
  const keep = useMutation({ ...saveViewMutation(), onSuccess: renew });
  const forget = useMutation({ ...removeSavedViewMutation(), onSuccess: renew });
  return {
    views,
    problem: keep.error ?? forget.error,
    keep: (name: string, view: View, isShared: boolean) =>
      keep.mutateAsync({
        body: {
          screen: SCREEN,
          name,
          search: Object.fromEntries(Object.entries(view).filter(([, value]) => value)),
          is_shared: isShared,
        },
      }),
    forget: (id: number) => forget.mutate({ path: { view_id: id } }),
  };
}
