import { QueryCache, QueryClient } from '@tanstack/react-query';
import { problemOf } from './problem';

/** Told when the service no longer knows who asks. */
type SignedOut = () => void;

/** Where answers are kept while the page is open. */
export function createQueryClient(whenSignedOut: SignedOut): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (problemOf(error).status === 401) whenSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        retry: (failures, error) => {
          const { status } = problemOf(error);
          return failures < 2 && (status === 0 || status === 503);
        },
      },
    },
  });
}
