import { describe, expect, it } from 'vitest';
import { readingOf, withColumn, withConstant } from './reading-options';

const asked = {
  text: 'In Qty, the mark can be a decimal mark or part thousands.',
  answers: ['the point is decimal', 'the comma is decimal'],
  readings: [
    { meaning: 'a point is decimal', total: 12_000 },
    { meaning: 'a comma is decimal', total: 12 },
  ],
};

describe('answers', () => {
  it('stand beside what the file would then add up to', () => {
    expect(readingOf(asked, 'the comma is decimal')?.total).toBe(12);
  });

  it('are found by name where a further answer comes first', () => {
    const apart = {
      text: 'Amounts in EUR and USD.',
      answers: ['each by itself', 'EUR', 'USD'],
      readings: [
        { meaning: 'EUR', total: 5 },
        { meaning: 'USD', total: 7 },
      ],
    };
    expect(readingOf(apart, 'USD')?.total).toBe(7);
    expect(readingOf(apart, 'each by itself')).toBeUndefined();
  });
});

describe('columns', () => {
  it('named for a field free the field that they were taken for', () => {
    const options = withColumn({}, 'Pieces', 'quantity', { revenue: 'Pieces', product: 'Item' });
    expect(options.columns).toEqual({ revenue: null, quantity: 'Pieces' });
  });

  it('for nothing leave their field without a column', () => {
    expect(withColumn({}, 'Note', null, { promotion: 'Note' }).columns).toEqual({ promotion: null });
  });

  it('take the place of a value for all rows', () => {
    const options = withConstant({}, 'store', 'S1');
    expect(options.constants).toEqual({ store: 'S1' });
    expect(withColumn(options, 'Shop', 'store', {}).constants).toEqual({});
    expect(withConstant(options, 'store', '').constants).toEqual({});
  });
});
