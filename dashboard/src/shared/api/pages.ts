/**
 * The generated options of an infinite query, made to go from page to page by the cursor that a page ends with.
 *
 * @param tags What the API groups its routes by: live events refresh answers by it, and the generated keys
 *   of infinite queries carry none.
 */
export function byCursor<T extends { queryKey: readonly unknown[] }>(options: T, ...tags: string[]) {
  const [first] = options.queryKey;
  return {
    ...options,
    queryKey: [{ ...(first as object), tags }] as unknown as T['queryKey'],
    initialPageParam: {},
    getNextPageParam: (page: { next?: string | null }) => page.next ?? undefined,
  };
}
