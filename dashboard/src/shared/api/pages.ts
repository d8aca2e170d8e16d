/** How the generated infinite queries go from page to page: by the cursor that a page ends with. */
export const byCursor = {
  initialPageParam: {},
  getNextPageParam: (page: { next?: string | null }) => page.next ?? undefined,
};
