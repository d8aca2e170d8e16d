import { describe, expect, it } from 'vitest';
import type { ExplainedForecast } from '@/shared/api/generated';
import { shareOut } from './contributions';

const part = (what: string, effect: number) => ({ what, effect, name: null, amount: null });
const explain = (known: Partial<ExplainedForecast>): ExplainedForecast => ({
  usual: null,
  ahead: 0,
  days: 7,
  parts: null,
  overall: [],
  no_cause: null,
  ...known,
});
const sum = (parts: { units: number }[]) => parts.reduce((total, part) => total + part.units, 0);

describe('what reasons add', () => {
  it('adds up to the whole change, with a rest where the named ones leave one', () => {
    const parts = shareOut(
      explain({
        usual: 10,
        ahead: 13,
        days: 7,
        parts: [part('promotion', 0.2), part('recent_sales', -0.05)],
      }),
    );
    expect(parts.map((part) => part.reason?.what)).toEqual(['promotion', 'recent_sales', undefined]);
    expect(sum(parts)).toBeCloseTo(3);
    expect(parts[0]?.units).toBeGreaterThan(0);
    expect(parts[1]?.units).toBeLessThan(0);
  });

  it('has no rest where the reasons are all there is', () => {
    const parts = shareOut(explain({ usual: 10, ahead: 12, days: 7, parts: [part('promotion', 0.2)] }));
    expect(parts).toHaveLength(1);
    expect(parts[0]?.units).toBeCloseTo(2);
  });

  it('holds where two reasons cancel each other', () => {
    const parts = shareOut(
      explain({
        usual: 10,
        ahead: 10,
        days: 7,
        parts: [part('promotion', 0.25), part('recent_sales', -0.2)],
      }),
    );
    expect(sum(parts)).toBeCloseTo(0);
    expect(parts[0]?.units).toBeCloseTo(2.23, 1);
  });
});
