import { describe, expect, it } from 'vitest';
import { compareTotals, compareYears } from './compare-years';

const sold = (period: string, quantity: number, revenue: string | null = null) => ({
  period,
  quantity,
  revenue,
  sales: 1,
});
const known = { first: '2025-03-03', last: '2026-03-04' };

describe('sales beside a year before', () => {
  const span = { from: '2026-03-01', to: '2026-03-05' };
  const periods = compareYears(
    'day',
    span,
    [sold('2026-03-02', 5, '7.50'), sold('2026-03-04', 9)],
    [sold('2025-03-03', 4), sold('2025-03-05', 6)],
    'units',
    known,
  );

  it('meet by weekday, and a day without sales is none, not zero', () => {
    expect(periods.map(({ value }) => value)).toEqual([null, 5, null, 9, null]);
    expect(periods.map(({ before }) => before)).toEqual([null, 4, null, 6, null]);
  });

  it('are totalled only where last year is known and the period is over', () => {
    expect(compareTotals(periods, known.first)).toEqual({ now: 14, before: 10, from: '2026-03-02' });
    expect(compareTotals(periods, '2025-06-01')).toBeNull();
  });

  it('of a week or month that is cut by the span or not over are partial', () => {
    const weeks = compareYears('week', { from: '2026-02-23', to: '2026-03-08' }, [], [], 'units', known);
    expect(weeks.map(({ start, isPartial }) => [start, isPartial])).toEqual([
      ['2026-02-23', false],
      ['2026-03-02', true],
    ]);
  });

  it('meet by another day where the calendar says so, which its totals follow', () => {
    const easter = compareYears(
      'day',
      { from: '2026-03-02', to: '2026-03-02' },
      [sold('2026-03-02', 5)],
      [sold('2025-03-03', 4), sold('2025-03-10', 10)],
      'units',
      known,
      () => '2025-03-10',
    );
    expect(easter.map(({ before }) => before)).toEqual([10]);
    expect(compareTotals(easter, '2025-03-04')).toEqual({ now: 5, before: 10, from: '2026-03-02' });
  });

  it('in money keep an unknown revenue unknown', () => {
    const money = compareYears(
      'day',
      span,
      [sold('2026-03-02', 5, '7.50'), sold('2026-03-04', 9)],
      [],
      'revenue',
      known,
    );
    expect(money.map(({ value }) => value)).toEqual([null, 7.5, null, null, null]);
  });
});
