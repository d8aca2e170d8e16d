/** Months as the API knows them: a year and a number from 1 to 12. */
export interface Month {
  year: number;
  month: number;
}

/** The month some months later, or earlier with a negative number. */
export function addMonths({ year, month }: Month, months: number): Month {
  const index = year * 12 + month - 1 + months;
  return { year: Math.floor(index / 12), month: (index % 12) + 1 };
}

/** A month's first day, 2026-11-01. */
export function firstDay({ year, month }: Month): string {
  return `${year}-${String(month).padStart(2, '0')}-01`;
}

/** A month's last day. */
export function lastDay(month: Month): string {
  const next = firstDay(addMonths(month, 1));
  return new Date(Date.parse(`${next}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
