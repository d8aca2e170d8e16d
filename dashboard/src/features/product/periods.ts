import { addDays } from '@/shared/format/days';

export type Grain = 'day' | 'week' | 'month';

/** Periods that are shown before the first one ahead. */
export const PERIODS_BACK: Record<Grain, number> = { day: 56, week: 26, month: 24 };

/** The first day of the period that a day lies in; weeks begin on Mondays. */
export function periodStart(day: string, grain: Grain): string {
  if (grain === 'day') return day;
  if (grain === 'month') return `${day.slice(0, 8)}01`;
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/** The first day of a period some periods later, or earlier with a negative number. */
export function addPeriods(start: string, count: number, grain: Grain): string {
  if (grain !== 'month') return addDays(start, grain === 'week' ? 7 * count : count);
  const month = new Date(`${start}T00:00:00Z`);
  month.setUTCMonth(month.getUTCMonth() + count);
  return month.toISOString().slice(0, 10);
}

/** The last day of a period. */
export function periodEnd(start: string, grain: Grain): string {
  return addDays(addPeriods(start, 1, grain), -1);
}

/** The period of last year that one is compared with: on the same weekdays, or the same month. */
export function periodBefore(start: string, grain: Grain): string {
  return grain === 'month' ? addPeriods(start, -12, grain) : addDays(start, -364);
}

/** The first days of all periods from one to another. */
export function periodsBetween(first: string, last: string, grain: Grain): string[] {
  const found: string[] = [];
  for (let start = first; start <= last; start = addPeriods(start, 1, grain)) found.push(start);
  return found;
}
