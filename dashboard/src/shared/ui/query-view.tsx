import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed, Loading } from './states';

/** What a query answered, or that it is loading or failed; an older answer stays while a newer one fails. */
export function QueryView<T>({
  query,
  children,
  loadingClass,
}: {
  query: UseQueryResult<T, unknown>;
  children: (data: T) => ReactNode;
  /** The height of what will stand there, so that nothing jumps. */
  loadingClass?: string;
}) {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Loading className={loadingClass} />;
}
