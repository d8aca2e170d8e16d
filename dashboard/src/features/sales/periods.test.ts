import { describe, expect, it } from 'vitest';
import { addDays } from '@/shared/format/days';
import { daysOf, gapsIn, nextPeriod, periodBefore, periodsBetween, startOf } from './periods';
import { unusualDays } from './unusual-days';

describe('periods', () => {
  it('begin on Mondays and on firsts', () => {
    expect(startOf('week', '2026-11-29')).toBe('2026-11-23');
    expect(startOf('week', '2026-11-23')).toBe('2026-11-23');
    expect(startOf('month', '2026-11-29')).toBe('2026-11-01');
  });

  it('follow each other over short months and years', () => {
    expect(nextPeriod('month', '2026-01-01')).toBe('2026-02-01');
    expect(nextPeriod('month', '2026-12-01')).toBe('2027-01-01');
    expect(periodsBetween('month', '2026-11-30', '2027-02-01')).toEqual([
      '2026-11-01',
      '2026-12-01',
      '2027-01-01',
      '2027-02-01',
    ]);
    expect(periodsBetween('week', '2026-12-31', '2027-01-04')).toEqual(['2026-12-28', '2027-01-04']);
  });

  it('meet the same weekday, or the same month, a year before', () => {
    expect(periodBefore('day', '2026-11-28')).toBe('2025-11-29');
    expect(startOf('week', periodBefore('week', '2026-11-23'))).toBe(periodBefore('week', '2026-11-23'));
    expect(periodBefore('month', '2024-02-01')).toBe('2023-02-01');
  });
});

describe('gaps', () => {
  const days = Array.from({ length: 8 }, (_, index) => addDays('2026-03-01', index));

  it('lie between days with sales, not before the first or after the last', () => {
    expect(gapsIn(days, [null, 5, null, null, 7, null, 2, null])).toEqual([
      { from: '2026-03-03', to: '2026-03-04', days: 2 },
      { from: '2026-03-06', to: '2026-03-06', days: 1 },
    ]);
  });

  it('are none where every day has sales, or none has', () => {
    expect(
      gapsIn(
        days,
        days.map(() => 1),
      ),
    ).toEqual([]);
    expect(
      gapsIn(
        days,
        days.map(() => null),
      ),
    ).toEqual([]);
  });
});

describe('unusual days', () => {
  const days = Array.from({ length: 70 }, (_, index) => addDays('2026-03-02', index));
  const weekly = days.map((_, index) => (index % 7 === 5 ? 200 : 100) + (index % 5));

  it('are none where only weekdays differ', () => {
    expect(unusualDays(days, weekly)).toEqual([]);
  });

  it('are found with what was usual around them', () => {
    const values = weekly.map((value, index) => (index === 30 ? 320 : value));
    const [found, ...others] = unusualDays(days, values);
    expect(others).toEqual([]);
    expect(found?.day).toBe(days[30]);
    expect(found?.usual).toBe(102.5);
  });

  it('need enough weeks around them to be told', () => {
    expect(unusualDays(days.slice(0, 21), weekly.map((v, i) => (i === 10 ? 900 : v)).slice(0, 21))).toEqual(
      [],
    );
  });
});

describe('the days of a period', () => {
  const span = { from: '2026-11-04', to: '2026-11-28' };
  it.each([
    ['day', '2026-11-28', '2026-11-28', '2026-11-28'],
    ['week', '2026-11-02', '2026-11-04', '2026-11-08'],
    ['week', '2026-11-09', '2026-11-09', '2026-11-15'],
    ['month', '2026-11-01', '2026-11-04', '2026-11-28'],
  ] as const)('of the %s from %s are those in the span', (grain, start, from, to) => {
    expect(daysOf(grain, start, span)).toEqual({ from, to });
  });
});
