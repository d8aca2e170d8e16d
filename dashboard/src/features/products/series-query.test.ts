import { expect, test } from 'vitest';
import { fileOf, nextSort, queryOf } from './series-query';

test('a view asks for what it names and nothing else', () => {
  expect(queryOf({})).toEqual({});
  expect(queryOf({ q: '  tea ', exception: 'runs_out', turnover: 'A' })).toEqual({
    q: 'tea',
    exception: ['runs_out'],
    turnover_class: 'A',
  });
});

test('any exception asks for all of them', () => {
  expect(queryOf({ exception: 'any' }).exception).toHaveLength(5);
});

test('a file has the filters and the order of the view', () => {
  const file = new URL(fileOf({ store: 'S & 1', exception: 'any', sort: '-units' }, 'csv'), 'http://here');
  expect(file.searchParams.get('store')).toBe('S & 1');
  expect(file.searchParams.getAll('exception')).toHaveLength(5);
  expect(file.searchParams.get('sort')).toBe('-units');
});

test('pressing a heading sorts, then turns round', () => {
  expect(nextSort(undefined, 'next_mean', true)).toBe('-next_mean');
  expect(nextSort('-next_mean', 'next_mean', true)).toBe('next_mean');
  expect(nextSort('units', 'product', false)).toBe('product');
  expect(nextSort('product', 'product', false)).toBe('-product');
});
