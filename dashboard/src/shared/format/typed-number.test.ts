import { describe, expect, it } from 'vitest';
import { typedNumber, writeNumber } from './typed-number';

describe('typedNumber', () => {
  it.each([
    ['1234', 'en-GB', 1234],
    ['1,234', 'en-GB', 1234],
    ['1,234.5', 'en-GB', 1234.5],
    ['1.234', 'de-DE', 1234],
    ['1.234,5', 'de-DE', 1234.5],
    ['0,5', 'de-DE', 0.5],
    [' 1 234 ', 'en-GB', 1234],
    ['-3', 'en-GB', -3],
  ])('reads %s in %s', (text, locale, value) => {
    expect(typedNumber(text, locale)).toBe(value);
  });

  it.each([
    ['0,5', 'en-GB'],
    ['12,34', 'en-GB'],
    ['1.5', 'de-DE'],
    ['12 pcs', 'en-GB'],
    ['1e5', 'en-GB'],
  ])('refuses %s in %s, which could be another number', (text, locale) => {
    expect(typedNumber(text, locale)).toBeNaN();
  });

  it.each([
    [1234.5, 'en-GB', '1234.5'],
    [1234.567, 'de-DE', '1234,57'],
  ])('reads back %s as it is written in %s', (value, locale, text) => {
    expect(writeNumber(value, locale)).toBe(text);
    expect(typedNumber(text, locale)).toBeCloseTo(value, 2);
  });

  it('finds nothing where nothing is typed', () => {
    expect(typedNumber('  ', 'en-GB')).toBeNull();
  });
});
