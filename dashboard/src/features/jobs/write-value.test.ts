import { expect, test } from 'vitest';
import { writeValue } from './write-value';

test('numbers have few digits, tables stand as name and value', () => {
  const metrics = { wape: 0.18695711986, coverage_80: 0.75, n: 12345 };
  expect(writeValue(metrics, 'de-DE')).toBe('wape 0,187 · coverage 80 0,75 · n 12.345');
  expect(writeValue(['a', 2, null], 'en-GB')).toBe('a, 2, –');
  expect(writeValue(true, 'en-GB')).toBe('true');
});
