import { expect, it } from 'vitest';
import type { TopicMessage } from '@/shared/api/generated';
import { commonFields, fieldsOf } from './message-fields';

const message = (value: unknown): TopicMessage => ({
  partition: 0,
  offset: 1,
  at: null,
  key: null,
  id: null,
  value,
});

it('names fields inside others by points, and keeps lists whole', () => {
  expect(fieldsOf({ kind: 'sale', data: { product: 'TEA', lines: [1, 2] }, store: null })).toEqual([
    ['kind', 'sale'],
    ['data.product', 'TEA'],
    ['data.lines', '[1,2]'],
    ['store', ''],
  ]);
});

it('shows a message that is no JSON as it is', () => {
  expect(fieldsOf('hello')).toEqual([['value', 'hello']]);
});

it('makes columns of what a quarter of the messages have', () => {
  const rare = message({ a: 1, odd: 1 });
  const usual = message({ a: 1, b: 2 });
  expect(commonFields([usual, usual, usual, usual, rare])).toEqual(['a', 'b']);
});
