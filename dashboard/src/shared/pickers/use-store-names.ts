import { useQuery } from '@tanstack/react-query';
import { listStoresOptions } from '../api/generated/@tanstack/react-query.gen';

const MOST = 200;

/** What finds a store's name by its code; the code itself while names aren't known. */
export function useStoreNames(): (code: string) => string {
  const stores = useQuery(listStoresOptions({ query: { limit: MOST, is_active: true } }));
  return (code) => stores.data?.items.find((one) => one.code === code)?.name ?? code;
}
