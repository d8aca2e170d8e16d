import { expect, test } from 'vitest';
import { stockOutlook } from './stock-outlook';

const day = (date: string, runs_out: number, arrives = 0) => ({
  date,
  runs_out,
  arrives,
  demand: 1,
  lost: 0,
  stock: 1,
  lower: 0,
  upper: 2,
  spoils: 0,
});

test('stock runs out on the first day on which that is likely, and comes on days of its own', () => {
  const found = stockOutlook([day('2026-03-02', 0), day('2026-03-03', 0.2, 12), day('2026-03-04', 0.7)]);
  expect([found.mayRunOut?.date, found.runsOut?.date]).toEqual(['2026-03-03', '2026-03-04']);
  expect(found.arrivals.map((one) => one.arrives)).toEqual([12]);
  expect(stockOutlook([day('2026-03-02', 0.05)]).mayRunOut).toBeUndefined();
});
