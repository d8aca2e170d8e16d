/**
 * A number as people type it: 1234.5, 1,234.5 or, in German, 1.234,5.
 *
 * @returns The number; null where nothing is typed, NaN where it is no number or could be two.
 */
export function typedNumber(text: string, locale: string): number | null {
  const typed = text.trim().replace(/[\s\u00a0\u202f']/g, '');
  if (typed === '') return null;
  const decimal =
    new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  const group = decimal === ',' ? '.' : ',';
  const pattern = new RegExp(`^[+-]?(\\d+|\\d{1,3}(\\${group}\\d{3})+)(\\${decimal}\\d+)?$`);
  if (!pattern.test(typed)) return Number.NaN;
  return Number(typed.replaceAll(group, '').replace(decimal, '.'));
}

/** A number as it stands in a field to be typed over: without groups, so that `typedNumber` reads it back. */
export function writeNumber(value: number, locale: string, decimals = 2, leastDecimals = 0): string {
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: leastDecimals,
    maximumFractionDigits: decimals,
    useGrouping: false,
  }).format(value);
}
