import { describe, expect, it } from 'vitest';
import { addMonths, barsOf, weeksOf } from './month-weeks';

describe('a month', () => {
  it('is the weeks from the Monday on or before its first day', () => {
    expect(weeksOf('2026-11')).toEqual([
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
      '2026-11-23',
      '2026-11-30',
    ]);
    expect(weeksOf('2027-02')).toHaveLength(4);
    expect(weeksOf('2026-12').at(-1)).toBe('2026-12-28');
  });

  it('follows and goes before others across years', () => {
    expect(addMonths('2026-12', 1)).toBe('2027-01');
    expect(addMonths('2026-01', -1)).toBe('2025-12');
  });
});

describe('bars of a week', () => {
  const event = (id: number, starts_on: string, ends_on: string) => ({ id, starts_on, ends_on });

  it('are cut at its ends and say so', () => {
    const [bar] = barsOf('2026-11-23', [event(1, '2026-11-20', '2026-12-03')]);
    expect(bar).toMatchObject({ column: 0, days: 7, fromBefore: true, goesOn: true });
  });

  it('share a line only where no day is in both', () => {
    const bars = barsOf('2026-11-23', [
      event(1, '2026-11-23', '2026-11-24'),
      event(2, '2026-11-24', '2026-11-25'),
      event(3, '2026-11-25', '2026-11-29'),
    ]);
    expect(bars.map(({ event: { id }, lane }) => [id, lane])).toEqual([
      [1, 0],
      [2, 1],
      [3, 0],
    ]);
  });

  it('leave out what lies in other weeks', () => {
    expect(barsOf('2026-11-23', [event(1, '2026-11-30', '2026-11-30')])).toEqual([]);
  });
});
