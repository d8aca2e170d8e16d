import { expect, it } from 'vitest';
import { addMonths, firstDay, lastDay } from './months';

it('goes over the ends of years both ways', () => {
  expect(addMonths({ year: 2026, month: 11 }, 3)).toEqual({ year: 2027, month: 2 });
  expect(addMonths({ year: 2026, month: 1 }, -1)).toEqual({ year: 2025, month: 12 });
  expect(addMonths({ year: 2026, month: 1 }, -12)).toEqual({ year: 2025, month: 1 });
});

it('knows first and last days, in leap years too', () => {
  expect(firstDay({ year: 2026, month: 3 })).toBe('2026-03-01');
  expect(lastDay({ year: 2028, month: 2 })).toBe('2028-02-29');
  expect(lastDay({ year: 2026, month: 12 })).toBe('2026-12-31');
});
