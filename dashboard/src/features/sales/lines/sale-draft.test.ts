import { describe, expect, it } from 'vitest';
import type { Sale } from '@/shared/api/generated';
import {
  bodyOf,
  cancelledBy,
  cancellingName,
  changesOf,
  draftOf,
  faultsOf,
  figuresOf,
  isFarFrom,
} from './sale-draft';

const SALE: Sale = {
  id: 7,
  transaction_id: 'R-7',
  store_id: 1,
  store: 'S1',
  product_id: 3,
  product: 'MILK',
  sold_at: '2026-03-11T16:05:31.250000Z',
  sold_on: '2026-03-11',
  quantity: 200,
  unit_price: '1.2900',
  revenue: '258.0000',
  customer_group: null,
  promotion: 'spring',
};
const CLOCK = '2026-03-11T17:05:31';

describe('a sale that is typed over', () => {
  const first = draftOf(SALE, CLOCK, 'de-DE');

  it('stands in its fields as the language writes numbers, its revenue following units and price', () => {
    expect(first).toMatchObject({ units: '200', price: '1,29', revenue: null, promotion: 'spring' });
    expect(changesOf(SALE, first, first, 'de-DE')).toEqual([]);
  });

  it('keeps to the last digit and second what nobody touched', () => {
    const body = bodyOf(SALE, first, { ...first, promotion: ' ' }, 'de-DE', ' typed wrong ');
    expect(body).toEqual({
      store: 'S1',
      product: 'MILK',
      sold_at: SALE.sold_at,
      quantity: 200,
      unit_price: '1.2900',
      revenue: '258.0000',
      customer_group: null,
      promotion: null,
      reason: 'typed wrong',
    });
  });

  it('takes the revenue along with its units, and says both', () => {
    const draft = { ...first, units: '20' };
    expect(figuresOf(draft, 'de-DE').revenue).toBeCloseTo(25.8);
    expect(bodyOf(SALE, first, draft, 'de-DE', 'x')).toMatchObject({ quantity: 20, revenue: null });
    expect(changesOf(SALE, first, draft, 'de-DE').map(({ field }) => field)).toEqual(['units', 'revenue']);
  });

  it('keeps a discounted revenue until somebody says otherwise', () => {
    const sale = { ...SALE, revenue: '200' };
    const before = draftOf(sale, CLOCK, 'en-GB');
    expect(before.revenue).toBe('200.00');
    const draft = { ...before, units: '20' };
    expect(bodyOf(sale, before, draft, 'en-GB', 'x').revenue).toBe('200');
    expect(isFarFrom(figuresOf(draft, 'en-GB').product, figuresOf(draft, 'en-GB').revenue)).toBe(true);
    expect(bodyOf(sale, before, { ...draft, revenue: null }, 'en-GB', 'x').revenue).toBeNull();
    expect(bodyOf(sale, before, { ...draft, revenue: '20.5' }, 'en-GB', 'x').revenue).toBe('20.5000');
  });

  it('of another store is of the time that stands in the field', () => {
    const moved = bodyOf(SALE, first, { ...first, store: 'S2' }, 'de-DE', 'x');
    expect(moved).toMatchObject({ store: 'S2', sold_at: CLOCK });
  });

  it('without a price has a revenue of its own, or none', () => {
    const sale = { ...SALE, unit_price: null, revenue: null };
    const before = draftOf(sale, CLOCK, 'en-GB');
    expect(before).toMatchObject({ price: '', revenue: '' });
    expect(figuresOf(before, 'en-GB').revenue).toBeNull();
    expect(faultsOf(before, 'en-GB')).toEqual([]);
  });

  it('names the fields that hold no number', () => {
    const wrong = { ...first, units: '', price: '-1', revenue: '1.5' };
    expect(faultsOf(wrong, 'de-DE')).toEqual(['units', 'price', 'revenue']);
    expect(faultsOf({ ...first, units: '-2' }, 'de-DE')).toEqual([]);
  });
});

it('a revenue is far from units and price where it has the other sign or is more than twice as much', () => {
  expect(isFarFrom(10, 21)).toBe(true);
  expect(isFarFrom(10, -1)).toBe(true);
  expect(isFarFrom(-10, -5)).toBe(false);
  expect(isFarFrom(10, 0)).toBe(false);
  expect(isFarFrom(0, 5)).toBe(false);
  expect(isFarFrom(null, 5)).toBe(false);
});

it('a line that takes a sale back says which one', () => {
  expect(cancelledBy({ transaction_id: cancellingName(17) })).toBe(17);
  expect(cancelledBy(SALE)).toBeUndefined();
});
