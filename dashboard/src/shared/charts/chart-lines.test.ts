import { expect, it } from 'vitest';
import { daysAlone } from './chart-lines';

it('finds values that make no line', () => {
  expect(daysAlone([3, null, 4, 5, null, 0])).toEqual([0, 5]);
  expect(daysAlone([null, 2, 3])).toEqual([]);
  expect(daysAlone([7])).toEqual([0]);
});
