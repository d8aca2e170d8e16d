import { expect, test } from 'vitest';
import { addPeriods, periodBefore, periodEnd, periodStart, periodsBetween } from './periods';

test('weeks begin on Mondays, months on their first', () => {
  expect(periodStart('2026-11-29', 'week')).toBe('2026-11-23');
  expect(periodStart('2026-11-30', 'week')).toBe('2026-11-30');
  expect(periodStart('2026-11-29', 'month')).toBe('2026-11-01');
});

test('last year is on the same weekday, and the same month', () => {
  const before = periodBefore('2026-11-27', 'day');
  expect(new Date(before).getUTCDay()).toBe(new Date('2026-11-27').getUTCDay());
  expect(before).toBe('2025-11-28');
  expect(periodBefore('2024-02-01', 'month')).toBe('2023-02-01');
});

test('periods follow one another without a gap', () => {
  expect(periodsBetween('2026-11-16', '2026-12-01', 'week')).toEqual([
    '2026-11-16',
    '2026-11-23',
    '2026-11-30',
  ]);
  expect(periodsBetween('2026-11-01', '2027-01-01', 'month')).toHaveLength(3);
  expect(periodEnd('2028-02-01', 'month')).toBe('2028-02-29');
  expect(addPeriods('2026-03-01', -1, 'month')).toBe('2026-02-01');
});
