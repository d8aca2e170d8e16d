import { expect, test } from 'vitest';
import { comparedWeeks } from './compared-weeks';

test('a store that is new since last year does not count as growth', () => {
  const rows = [
    { next_mean: 110, last_year: 100 },
    { next_mean: 90, last_year: null },
    { next_mean: null, last_year: 50 },
  ];
  expect(comparedWeeks(rows)).toEqual({ before: 100, change: 110 / 100 - 1 });
});

test('without any sale last year there is nothing to compare', () => {
  expect(comparedWeeks([{ next_mean: 5, last_year: 0 }])).toBeNull();
});
