/** Days of a week, Monday is 1. */
export const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;

/** A weekday's name, Monday is 1; the 1st of January 2024 was one. */
export function weekdayName(day: number, locale: string, width: 'short' | 'long' = 'short'): string {
  return new Intl.DateTimeFormat(locale, { weekday: width, timeZone: 'UTC' }).format(
    new Date(Date.UTC(2024, 0, day)),
  );
}

/** Weekdays in a few letters: "Mon – Fri" where they follow one another, else "Mon, Thu". */
export function weekdayNames(days: readonly number[], locale: string): string {
  const sorted = [...days].sort((one, other) => one - other);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return '';
  const name = (day: number) => weekdayName(day, locale);
  if (sorted.length > 2 && last - first === sorted.length - 1) return `${name(first)} – ${name(last)}`;
  return sorted.map(name).join(', ');
}
