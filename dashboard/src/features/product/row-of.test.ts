import { describe, expect, it } from 'vitest';
import { rowOf } from './row-of';

const first = { store: { code: 'S1' } };
const second = { store: { code: 'S2' } };

describe("a product's row", () => {
  it('is that of the store', () => {
    expect(rowOf([first, second], 'S2')).toBe(second);
  });
  it('is never that of another store, as in a link to one that the reader may not see', () => {
    expect(rowOf([first], 'S2')).toBeUndefined();
  });
  it('is the only one where no store is named', () => {
    expect(rowOf([first], undefined)).toBe(first);
    expect(rowOf([first, second], undefined)).toBeUndefined();
  });
});
