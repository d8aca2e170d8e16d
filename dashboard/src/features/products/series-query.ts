import type { ListSeriesData } from '@/shared/api/generated';

export type SeriesQuery = NonNullable<ListSeriesData['query']>;
export type Reason = NonNullable<SeriesQuery['exception']>[number];

/** Why somebody should look at a series, the most urgent first. */
export const REASONS: Reason[] = ['out_of_stock', 'runs_out', 'no_forecast', 'no_sales', 'biased'];

/** What rows can be added up by. */
export const GROUPS = ['category', 'store', 'region', 'owner'] as const;
export type Group = (typeof GROUPS)[number];

/** What the link of the screen says. */
export interface View {
  store?: string;
  category?: string;
  q?: string;
  exception?: Reason | 'any';
  turnover?: 'A' | 'B' | 'C';
  variation?: 'X' | 'Y' | 'Z';
  country?: string;
  city?: string;
  owner?: string;
  group?: Group;
  sort?: string;
}

/** A view as the service is asked for it. */
export function queryOf(view: View): SeriesQuery {
  const asked: SeriesQuery = {};
  if (view.store) asked.store = view.store;
  if (view.category) asked.category = view.category;
  if (view.q?.trim()) asked.q = view.q.trim();
  if (view.exception) asked.exception = view.exception === 'any' ? REASONS : [view.exception];
  if (view.turnover) asked.turnover_class = view.turnover;
  if (view.variation) asked.variation_class = view.variation;
  if (view.country) asked.country = view.country;
  if (view.city) asked.city = view.city;
  if (view.owner && /^\d+$/.test(view.owner)) asked.owner_id = Number(view.owner);
  if (view.sort) asked.sort = view.sort;
  return asked;
}

/** Where a view's rows come as a file. */
export function fileOf(view: View, format: 'csv' | 'xlsx'): string {
  const params = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(queryOf(view)))
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  return `/api/exports/series?${params}`;
}

/** The next sorting when a heading is pressed: figures begin with the largest. */
export function nextSort(sort: string | undefined, key: string, isNumber: boolean): string {
  if (sort === key) return `-${key}`;
  if (sort === `-${key}`) return key;
  return isNumber ? `-${key}` : key;
}
