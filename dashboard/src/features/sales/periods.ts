import { addDays, daysBetween } from '@/shared/format/days';

export type Grain = 'day' | 'week' | 'month';

/** The first day of the period that a day lies in; weeks begin on Mondays. */
export function startOf(grain: Grain, day: string): string {
  if (grain === 'day') return day;
  if (grain === 'month') return `${day.slice(0, 7)}-01`;
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/** The first day of the next period. */
export function nextPeriod(grain: Grain, start: string): string {
  if (grain === 'day') return addDays(start, 1);
  if (grain === 'week') return addDays(start, 7);
  return startOf('month', addDays(start, 31));
}

/** The first days of all periods that touch two days and what lies between. */
export function periodsBetween(grain: Grain, from: string, to: string): string[] {
  const starts: string[] = [];
  for (let start = startOf(grain, from); start <= to; start = nextPeriod(grain, start)) starts.push(start);
  return starts;
}

/** The period to compare with: 52 weeks earlier, so that weekdays meet; a month with the same month. */
export function periodBefore(grain: Grain, start: string): string {
  if (grain !== 'month') return addDays(start, -364);
  return `${Number(start.slice(0, 4)) - 1}${start.slice(4)}`;
}

/** The days of a period that lie in a span. */
export function daysOf(
  grain: Grain,
  start: string,
  span: { from: string; to: string },
): { from: string; to: string } {
  const end = addDays(nextPeriod(grain, start), -1);
  const inSpan = (day: string) => (day > span.to ? span.to : day < span.from ? span.from : day);
  return { from: inSpan(start), to: inSpan(end) };
}

/** Days that follow each other. */
export interface DaySpan {
  from: string;
  to: string;
  days: number;
}

/**
 * Spans of days without a sale, between the first and the last day that has one.
 *
 * @param days Rising, one after the other.
 * @param values What was sold on each; null for nothing on record.
 */
export function gapsIn(days: string[], values: (number | null)[]): DaySpan[] {
  const known = values.flatMap((value, index) => (value === null ? [] : [index]));
  const gaps: DaySpan[] = [];
  for (let at = 1; at < known.length; at += 1) {
    const [before, after] = [known[at - 1] ?? 0, known[at] ?? 0];
    const [from, to] = [days[before + 1], days[after - 1]];
    if (after - before > 1 && from !== undefined && to !== undefined)
      gaps.push({ from, to, days: daysBetween(from, to) + 1 });
  }
  return gaps;
}
