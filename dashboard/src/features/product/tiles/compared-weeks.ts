/** The next week of a product in a store, and the same week of last year. */
interface Week {
  next_mean: number | null;
  last_year: number | null;
}

/**
 * What stores sold in the same week of last year, and by how much the next week differs from it: over the
 * stores that sold it then, since a new store's units would look like growth of the others.
 */
export function comparedWeeks(rows: Week[]): { before: number; change: number } | null {
  let [before, ahead] = [0, 0];
  for (const { next_mean, last_year } of rows) {
    if (next_mean === null || last_year === null) continue;
    before += last_year;
    ahead += next_mean;
  }
  return before > 0 ? { before, change: ahead / before - 1 } : null;
}
