import { expect, it } from 'vitest';
import { bodyOf, discountOf, typedDiscount } from './event-form';

it.each([
  ['20', 0.2],
  ['12,5 %', 0.125],
  ['0', 0],
  ['', null],
  [' ', null],
])('"%s" typed as a reduction is %s', (typed, share) => {
  expect(discountOf(typed)).toBe(share);
});

it.each(['120', '-5', 'half'])('"%s" is no reduction', (typed) => {
  expect(discountOf(typed)).toBeUndefined();
});

it('a reduction comes back as it was typed', () => {
  for (const typed of ['33.3', '7', '12.5']) expect(typedDiscount(discountOf(typed))).toBe(typed);
});

it('an event about a product names no category beside it', () => {
  const draft = {
    name: ' Fair ',
    kind: 'promotion' as const,
    from: '2026-04-10',
    to: '2026-04-12',
    storeId: undefined,
    storeCode: undefined,
    productId: 3,
    sku: 'TEA',
    category: 'Drinks',
    discount: '20',
  };
  expect(bodyOf(draft)).toMatchObject({
    name: 'Fair',
    product_id: 3,
    category: null,
    discount: 0.2,
    store_id: null,
  });
});
