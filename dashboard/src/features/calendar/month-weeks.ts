import { addDays, daysBetween } from '@/shared/format/days';

/** What has a first and a last day. */
interface Span {
  starts_on: string;
  ends_on: string;
}

/** An event's part of one week: where it begins, how many days it takes, and in which line. */
export interface WeekBar<E> {
  event: E;
  /** 0 for Monday. */
  column: number;
  days: number;
  lane: number;
  /** It began before this week, or goes on after it. */
  fromBefore: boolean;
  goesOn: boolean;
}

/** The Monday on or before a day. */
export function mondayOf(day: string): string {
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

/** The Mondays of the weeks that a month touches, such as 2026-11. */
export function weeksOf(month: string): string[] {
  const weeks: string[] = [];
  for (let monday = mondayOf(`${month}-01`); monday.slice(0, 7) <= month; monday = addDays(monday, 7))
    weeks.push(monday);
  return weeks;
}

/** The month some months later, or earlier with a negative number. */
export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const at = year * 12 + number - 1 + count;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}

/** Lays out a week's events in lines, longer and earlier ones first, so that none covers another. */
export function barsOf<E extends Span>(monday: string, events: E[]): WeekBar<E>[] {
  const sunday = addDays(monday, 6);
  const inWeek = events
    .filter(({ starts_on, ends_on }) => starts_on <= sunday && ends_on >= monday)
    .sort(
      (one, other) =>
        one.starts_on.localeCompare(other.starts_on) || other.ends_on.localeCompare(one.ends_on),
    );
  const taken: number[] = [];
  return inWeek.map((event) => {
    const column = Math.max(0, daysBetween(monday, event.starts_on));
    const last = Math.min(6, daysBetween(monday, event.ends_on));
    let lane = taken.findIndex((until) => until < column);
    if (lane < 0) lane = taken.length;
    taken[lane] = last;
    return {
      event,
      column,
      days: last - column + 1,
      lane,
      fromBefore: event.starts_on < monday,
      goesOn: event.ends_on > sunday,
    };
  });
}
