/** One line of a chart: a value a day, or nothing on days without one. */
export interface Line {
  key: string;
  label: string;
  values: (number | null)[];
  /** A colour of the theme. */
  colour: 'actual' | 'forecast' | 'compare' | 'ink-faint' | 'good' | 'bad';
  dashed?: boolean;
  /** Steps for what holds through a whole period, bars for sums. */
  shape?: 'line' | 'bars' | 'points';
  /** What is to be said of its value, by day. */
  notes?: ReadonlyMap<string, string>;
}

/** A range around a forecast; wider ones are paler. */
export interface Band {
  label: string;
  lower: (number | null)[];
  upper: (number | null)[];
  /** From 0 to 1: how much of the colour shows. */
  opacity: number;
  /** A colour of the theme; by default that of forecasts' ranges. */
  colour?: 'range' | 'good';
}

export interface TimeChartProps {
  /** What it shows, for who can't see it, and as its table's name. */
  label: string;
  /** The days of all lines and bands, rising, as the API writes them. */
  days: string[];
  lines: Line[];
  bands?: Band[];
  /** The last day whose sales are known: what comes after it is the future. */
  knownUntil?: string | undefined;
  /** Days among them on which nobody sells: marked and named. */
  closedDays?: readonly string[] | undefined;
  height?: number;
  /** Charts of one group show the pointer at the same day. */
  syncAs?: string;
}

/** Places of values with none beside them: one day makes no line, it is a point. */
export function daysAlone(values: readonly (number | null)[]): number[] {
  return values.flatMap((value, at) =>
    value !== null && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null ? [at] : [],
  );
}
