import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { listUsersInfiniteOptions } from './generated/@tanstack/react-query.gen';
import { byCursor } from './pages';
import { refreshTags } from './refresh';

it('a list of pages grows old by the tag of its route', async () => {
  const queries = new QueryClient();
  const options = byCursor(listUsersInfiniteOptions({ query: { limit: 5 } }), 'users');
  queries.setQueryData(options.queryKey, { pages: [{ items: [], next: 'x' }], pageParams: [{}] });
  await refreshTags(queries, 'jobs');
  expect(queries.getQueryState(options.queryKey)?.isInvalidated).toBe(false);
  await refreshTags(queries, 'users');
  expect(queries.getQueryState(options.queryKey)?.isInvalidated).toBe(true);
});

it('the last page has no next one', () => {
  const options = byCursor(listUsersInfiniteOptions(), 'users');
  expect(options.getNextPageParam({ next: 'a' })).toBe('a');
  expect(options.getNextPageParam({ next: null })).toBeUndefined();
});
