import type { StockOfLine } from '@/shared/api/generated';

const NEARLY = 1e-9;

/** Whether a store hasn't so many units to give, less those that it promised to others. */
export function isShort({ in_stock, promised }: StockOfLine, units: number | null): boolean {
  if (units === null || !(units > 0)) return false;
  return in_stock === null || units > in_stock - promised + NEARLY;
}
