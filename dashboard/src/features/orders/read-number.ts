/** A figure of a proposal's reasons; null where it isn't known. */
export function readNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
