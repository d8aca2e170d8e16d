import { expect, test } from 'vitest';
import { weekdayNames } from './weekdays';

test('weekdays that follow one another are told from first to last', () => {
  expect(weekdayNames([5, 1, 2, 3, 4], 'en-GB')).toBe('Mon – Fri');
  expect(weekdayNames([4, 1], 'en-GB')).toBe('Mon, Thu');
  expect(weekdayNames([6, 7], 'de-DE')).toBe('Sa, So');
  expect(weekdayNames([], 'en-GB')).toBe('');
});
