/** Three digits that count: an error isn't known better. */
export function round(value: number | null | undefined): number | null {
  return value == null ? null : Number(value.toPrecision(3));
}

/** A number with a sign, as a difference is written. */
export function signed(value: number, format: (value: number | null) => string): string {
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${format(round(Math.abs(value)))}`;
}
