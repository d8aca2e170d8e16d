import { useQuery } from '@tanstack/react-query';
import type { Me, Permission } from '../api/generated';
import { readOwnAccountOptions } from '../api/generated/@tanstack/react-query.gen';

/** The account of who looks at the page; the pages are only shown to who has one. */
export function useMe(): Me {
  const { data } = useQuery({ ...readOwnAccountOptions(), staleTime: 5 * 60_000 });
  if (!data) throw new Error('The pages are drawn before anybody signed in.');
  return data;
}

/** Whether the caller may do something: what they may not do isn't shown, and the service refuses it anyway. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}
