import { typedNumber } from '@/shared/format/typed-number';

/** A price, or a share off the usual one. */
export interface TypedPrice {
  price?: number;
  discount?: number;
}

/**
 * A price as people type it: 3.49 is a price, -20% and 20% are a fifth off.
 *
 * @returns Nothing of both where nothing is typed; undefined where it is neither.
 */
export function readTypedPrice(text: string, locale: string): TypedPrice | undefined {
  const typed = text.trim();
  if (typed === '') return {};
  const share = typed.match(/^[-−]?\s*(.+?)\s*%$/);
  const number = typedNumber(share?.[1] ?? typed, locale);
  if (number === null || Number.isNaN(number) || number <= 0) return undefined;
  if (!share) return { price: number };
  return number < 100 ? { discount: number / 100 } : undefined;
}
