import { describe, expect, it } from 'vitest';
import { roundMarks } from './round-marks';

describe('roundMarks', () => {
  it.each([
    [925.61, [0, 250, 500, 750]],
    [3056.17, [0, 1000, 2000, 3000]],
    [100, [0, 25, 50, 75, 100]],
    [4, [0, 1, 2, 3, 4]],
    [0, [0]],
  ])('marks an axis to %s', (most, marks) => {
    expect(roundMarks(most)).toEqual(marks);
  });
});
