import { describe, expect, it } from 'vitest';
import { findPriceSpans } from './price-spans';

describe('spans of the same price', () => {
  it('joins days at about the same price and begins anew where it changes', () => {
    const days = [
      { day: '2026-03-04', units: 10, revenue: 16 },
      { day: '2026-03-01', units: 10, revenue: 20 },
      { day: '2026-03-02', units: 5, revenue: 10.1 },
      { day: '2026-03-03', units: 0, revenue: 0 },
    ];
    const [first, second, ...others] = findPriceSpans(days);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ first: '2026-03-01', last: '2026-03-02' });
    expect(first?.price).toBeCloseTo(30.1 / 15);
    expect(second).toEqual({ first: '2026-03-04', last: '2026-03-04', price: 1.6 });
  });

  it('has none where no revenue is known', () => {
    expect(findPriceSpans([{ day: '2026-03-01', units: 10, revenue: null }])).toEqual([]);
  });
});
