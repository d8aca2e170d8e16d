import type { ProjectionDay } from '@/shared/api/generated';

const LIKELY = 0.5;
const POSSIBLE = 0.1;

/** What of a projection has to be said: when it runs out, when it may, and what comes. */
export function stockOutlook(days: ProjectionDay[]) {
  return {
    /** The first day on which it runs out rather than not. */
    runsOut: days.find((day) => day.runs_out >= LIKELY),
    /** The first on which it does in one of ten cases or more. */
    mayRunOut: days.find((day) => day.runs_out >= POSSIBLE),
    arrivals: days.filter((day) => day.arrives > 0),
  };
}
