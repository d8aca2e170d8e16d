import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from './signed-in';

const KINDS = ['promotion', 'holiday', 'closure', 'event'] as const;
type EventKind = (typeof KINDS)[number];

/** What the calendar shows; all of it stands in the address. */
export interface CalendarSearch {
  view?: 'list' | 'year';
  month?: string;
  kind?: EventKind;
  store?: string;
  /** The event that is open. */
  event?: number;
}

export const calendarRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/data/calendar',
  validateSearch: (search): CalendarSearch => {
    const kept: CalendarSearch = {};
    if (search.view === 'list' || search.view === 'year') kept.view = search.view;
    if (typeof search.month === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(search.month))
      kept.month = search.month;
    if (KINDS.includes(search.kind as EventKind)) kept.kind = search.kind as EventKind;
    if (typeof search.store === 'string' || typeof search.store === 'number')
      kept.store = String(search.store);
    if (Number.isInteger(search.event)) kept.event = search.event as number;
    return kept;
  },
  component: lazyRouteComponent(() => import('@/features/calendar/calendar-screen'), 'CalendarScreen'),
});
