import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '@/shared/api/problem';
import { refreshTags } from '@/shared/api/refresh';

/**
 * Does something to what is shown with its tag: what is typed stays when it fails, and what is shown is asked
 * for anew.
 *
 * @param own The name in the query's key.
 * @param tags What else grows old by it; the first is that of the query itself.
 */
export function useDeed(own: string, tags: [string, ...string[]]) {
  const queries = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [isStale, setIsStale] = useState(false);
  const act = async (deed: () => Promise<unknown>): Promise<boolean> => {
    setIsBusy(true);
    setError(null);
    try {
      await deed();
      setIsStale(false);
      // What is shown is awaited, for its tag goes with the next change; lists may follow.
      await queries.refetchQueries({
        predicate: ({ queryKey }) => (queryKey[0] as { _id?: string } | undefined)?._id === own,
      });
      void refreshTags(queries, ...tags);
      return true;
    } catch (caught) {
      const isConflict = problemOf(caught).status === 412;
      setIsStale(isConflict);
      if (isConflict) await refreshTags(queries, tags[0]);
      else setError(caught);
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  return { act, isBusy, error, isStale };
}
