import type { ForecastSum } from '@/shared/api/generated';

/**
 * Days on which nobody sells, as the forecast has them: nothing at all is expected of any product.
 *
 * @param sums Sums of all products by day. Where all of them are nothing, there is no forecast to tell by.
 */
export function closedDays(sums: readonly Pick<ForecastSum, 'from' | 'mean' | 'upper'>[]): string[] {
  if (!sums.some(({ mean }) => mean > 0)) return [];
  return sums.filter(({ mean, upper }) => mean === 0 && !upper).map(({ from }) => from);
}
