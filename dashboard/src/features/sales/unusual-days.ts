/** A day that sold far more or less than the same weekday around it. */
export interface UnusualDay {
  day: string;
  value: number;
  /** The middle of the same weekdays around it. */
  usual: number;
  /** The lowest and highest of them. */
  lowest: number;
  highest: number;
}

const WEEKS_EACH_WAY = 4;
const FEWEST_OTHERS = 5;
const SPREADS = 4;
/** Below this share of the usual, a difference isn't worth a look however steady the days are. */
const SMALLEST_SHARE = 0.3;

function median(sorted: number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/**
 * Days that differ from the same weekday in the four weeks before and after by more than four usual spreads.
 *
 * The spread is the median distance from the median, times 1.48, as a standard deviation would be
 * where days are normal; one odd day among the others doesn't widen it.
 *
 * @param days Rising, one after the other.
 * @param values What was sold on each; null for nothing on record.
 */
export function unusualDays(days: string[], values: (number | null)[]): UnusualDay[] {
  return days.flatMap((day, index) => {
    const value = values[index];
    if (value == null) return [];
    const others: number[] = [];
    for (let week = -WEEKS_EACH_WAY; week <= WEEKS_EACH_WAY; week += 1) {
      const other = values[index + 7 * week];
      if (week !== 0 && other != null) others.push(other);
    }
    if (others.length < FEWEST_OTHERS) return [];
    others.sort((one, two) => one - two);
    const usual = median(others);
    const spread =
      1.48 * median(others.map((other) => Math.abs(other - usual)).sort((one, two) => one - two));
    const distance = Math.abs(value - usual);
    if (distance <= SPREADS * spread || distance <= SMALLEST_SHARE * Math.abs(usual)) return [];
    return [{ day, value, usual, lowest: others[0] ?? usual, highest: others.at(-1) ?? usual }];
  });
}
