/** What the list of series says of a product in a store; of one that is in a single store also without naming it. */
export function rowOf<Row extends { store: { code: string } }>(
  rows: Row[],
  store: string | undefined,
): Row | undefined {
  if (store !== undefined) return rows.find((one) => one.store.code === store);
  return rows.length === 1 ? rows[0] : undefined;
}
