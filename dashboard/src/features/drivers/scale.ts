import type { Format } from '@/shared/format/format';

/** Where values lie on a line of the picture; one value alone lies in its middle. */
export function scaleOf(low: number, high: number, from: number, to: number): (value: number) => number {
  const span = high - low;
  return (value) => (span > 0 ? from + ((value - low) / span) * (to - from) : (from + to) / 2);
}

/**
 * Round numbers between two ends, for an axis.
 *
 * @param most How many at most.
 */
export function ticksOf(low: number, high: number, most = 6): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

/** Ticks of an axis, each with what is written at it. */
export function writeTicks(ticks: number[], format: Format): [number, string][] {
  const marks = format.marks(ticks);
  return ticks.map((tick, at) => [tick, marks[at] ?? '']);
}
