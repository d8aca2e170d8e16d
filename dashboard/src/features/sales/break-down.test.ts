import { expect, it } from 'vitest';
import { breakDown } from './break-down';

const sold = (store: string, quantity: number) => ({
  period: '2026-03-01',
  store,
  quantity,
  revenue: null,
  sales: 1,
});

it('adds up months by store, biggest first, and keeps a store that sold only a year before', () => {
  const rows = breakDown(
    [sold('A', 1), sold('B', 5), sold('A', 2)],
    [sold('C', 4), sold('A', 6)],
    'store',
    'units',
  );
  expect(rows).toEqual([
    { name: 'B', value: 5, share: 5 / 8, before: 0 },
    { name: 'A', value: 3, share: 3 / 8, before: 6 },
    { name: 'C', value: 0, share: 0, before: 4 },
  ]);
});

it('says nothing of a year before that is not on record', () => {
  expect(breakDown([sold('A', 1)], null, 'store', 'units')[0]?.before).toBeNull();
});
