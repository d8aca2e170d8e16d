import { describe, expect, it } from 'vitest';
import { formatFor } from './format';

describe("an axis' marks", () => {
  const english = formatFor('en');
  it.each([
    [
      [0, 250, 500, 750, 1000, 1250],
      ['0', '250', '500', '750', '1k', '1.25k'],
    ],
    [
      [0, 500, 1000, 1500],
      ['0', '500', '1k', '1.5k'],
    ],
    [
      [0, 0.05, 0.1, 0.15],
      ['0', '0.05', '0.1', '0.15'],
    ],
    [
      [0, 0.25, 0.5],
      ['0', '0.25', '0.5'],
    ],
    [
      [1_234_500, 1_235_000, 1_235_500],
      ['1,234,500', '1,235,000', '1,235,500'],
    ],
  ])('of %s are never rounded', (values, written) => {
    expect(english.marks(values).map((mark) => mark.toLowerCase())).toEqual(written);
  });
  it('in German have its comma', () => {
    expect(formatFor('de').marks([0, 0.25])).toEqual(['0', '0,25']);
  });
});

describe('units', () => {
  const english = formatFor('en');
  it.each([
    [0, '0'],
    [0.001, '0'],
    [-0.004, '0'],
    [0.03, '0.03'],
    [-0.02, '-0.02'],
    [0.05, '0.1'],
    [7.25, '7.3'],
    [123.4, '123'],
  ])('writes %s as %s, and nothing that is there as 0', (value, written) => {
    expect(english.units(value)).toBe(written);
  });

  it('writes months in three letters', () => {
    expect(english.shortMonth('2026-09-01')).toBe('Sep 2026');
    expect(formatFor('de').shortMonth('2026-03-01')).toBe('Mär 2026');
  });
});
