import { expect, it } from 'vitest';
import { isShort } from './is-short';

it.each([
  [20, 15, 5, false],
  [20, 15, 5.5, true],
  [0.3, 0.1, 0.2, false],
  [-3, 0, 1, true],
  [-3, 0, 0, false],
  [null, 0, 1, true],
  [null, 0, null, false],
  [null, 0, Number.NaN, false],
])('of %s in stock and %s promised, %s more are too many: %s', (in_stock, promised, units, expected) => {
  expect(isShort({ product_id: 1, product: 'TEA', in_stock, promised }, units)).toBe(expected);
});
