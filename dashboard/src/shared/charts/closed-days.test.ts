import { describe, expect, it } from 'vitest';
import { closedDays } from './closed-days';

const day = (from: string, mean: number, upper: number | null = mean) => ({ from, mean, upper });

describe('closedDays', () => {
  it('are those on which nothing at all is expected', () => {
    const sums = [day('2026-12-24', 80), day('2026-12-25', 0), day('2026-12-26', 0, 3), day('2026-12-27', 9)];
    expect(closedDays(sums)).toEqual(['2026-12-25']);
    expect(closedDays([day('2026-12-25', 0, null), day('2026-12-26', 4)])).toEqual(['2026-12-25']);
  });

  it('can’t be told where nothing is expected at all', () => {
    expect(closedDays([day('2026-12-24', 0), day('2026-12-25', 0)])).toEqual([]);
  });
});
