import type { QueryClient } from '@tanstack/react-query';

/** Lists of users are asked for anew. */
export async function refreshUsers(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({
    predicate: ({ queryKey }) =>
      Boolean((queryKey[0] as { tags?: string[] } | undefined)?.tags?.includes('users')),
  });
}
