import { expect, test } from 'vitest';
import { csvOf } from './csv-file';

test('commas and quotes stay in their cell, and nothing runs as a formula', () => {
  expect(
    csvOf(
      ['row', 'why'],
      [
        [2, 'a, "b"'],
        [3, '=1+1'],
      ],
    ),
  ).toBe('row,why\r\n2,"a, ""b"""\r\n3,\'=1+1');
});
