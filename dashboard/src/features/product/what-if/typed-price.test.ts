import { describe, expect, it } from 'vitest';
import { readTypedPrice } from './typed-price';

describe('readTypedPrice', () => {
  it.each([
    ['3.49', 'en-GB', { price: 3.49 }],
    ['3,49', 'de-DE', { price: 3.49 }],
    ['-20 %', 'en-GB', { discount: 0.2 }],
    ['−20%', 'en-GB', { discount: 0.2 }],
    ['12,5 %', 'de-DE', { discount: 0.125 }],
    ['  ', 'en-GB', {}],
  ])('reads %s in %s', (text, locale, found) => {
    expect(readTypedPrice(text, locale)).toEqual(found);
  });

  it.each(['cheap', '0', '-3', '100 %', '%'])('refuses %s', (text) => {
    expect(readTypedPrice(text, 'en-GB')).toBeUndefined();
  });
});
