import type { QueryClient } from '@tanstack/react-query';

/** Ask anew for what the API groups under some of these tags. */
export async function refreshTags(queries: QueryClient, ...tags: string[]): Promise<void> {
  await queries.invalidateQueries({
    predicate: ({ queryKey }) =>
      Boolean((queryKey[0] as { tags?: string[] } | undefined)?.tags?.some((tag) => tags.includes(tag))),
  });
}
