import { describe, expect, it } from 'vitest';
import { scaleOf, ticksOf } from './scale';

describe('a scale', () => {
  it('lays ends on ends, upside down too', () => {
    expect([0, 5, 10].map(scaleOf(0, 10, 100, 0))).toEqual([100, 50, 0]);
  });
  it('lays the only value there is in the middle', () => {
    expect(scaleOf(3, 3, 0, 10)(3)).toBe(5);
  });
});

describe('ticks', () => {
  it('are round and within the ends', () => {
    expect(ticksOf(3, 97)).toEqual([20, 40, 60, 80]);
    expect(ticksOf(-0.12, 0.31, 5)).toEqual([-0.1, 0, 0.1, 0.2, 0.3]);
  });
  it('are one where there is no span', () => {
    expect(ticksOf(4, 4)).toEqual([4]);
  });
});
