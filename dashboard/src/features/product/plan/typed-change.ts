import { typedNumber } from '@/shared/format/typed-number';

/** How an amount is meant: all days together are so many, or so many units or per cent more. */
export interface TypedChange {
  kind: 'set' | 'add' | 'percent';
  amount: number;
}

const MINUS = /[\u2212\u2013]/g;

/**
 * What somebody means who types 120, +20, -5 or +15%.
 *
 * @returns The change; null where nothing is typed, `undefined` where it can't be read.
 */
export function readTypedChange(typed: string, locale: string): TypedChange | null | undefined {
  const text = typed.trim().replace(MINUS, '-');
  if (text === '') return null;
  const isPercent = text.endsWith('%');
  const amount = typedNumber(isPercent ? text.slice(0, -1) : text, locale);
  if (amount === null || !Number.isFinite(amount)) return undefined;
  if (isPercent) return amount < -100 ? undefined : { kind: 'percent', amount };
  return { kind: /^[+-]/.test(text) ? 'add' : 'set', amount };
}
