// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { destinationOf } from './navigation';

describe('destinationOf', () => {
  it.each([
    ['/', '/'],
    ['/products', '/products'],
    ['/products/Bananas 250 g', '/products'],
    ['/data/import', '/data/import'],
    ['/account', undefined],
    ['/productsx', undefined],
  ])('finds the screen of %s', (path, to) => {
    expect(destinationOf(path)?.to).toBe(to);
  });
});
