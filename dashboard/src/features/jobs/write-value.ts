const DIGITS = 3;

/** What a job was asked or answered, as people read it: numbers with few digits, tables as name and value. */
export function writeValue(value: unknown, locale: string): string {
  if (typeof value === 'number')
    return new Intl.NumberFormat(locale, {
      maximumFractionDigits: DIGITS,
      useGrouping: Number.isInteger(value) ? 'min2' : true,
    }).format(value);
  if (Array.isArray(value)) return value.map((one) => writeValue(one, locale)).join(', ');
  if (value !== null && typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => `${name.replaceAll('_', ' ')} ${writeValue(one, locale)}`)
      .join(' · ');
  return String(value ?? '–');
}
