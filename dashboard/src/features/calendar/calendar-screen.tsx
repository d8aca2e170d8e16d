import { getRouteApi } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight, Plus } from 'lucide-react';
import { useState } from 'react';
import { today } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { StoreSelect } from '@/shared/pickers/store-select';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Badge } from '@/shared/ui/badge';
import { Button } from '@/shared/ui/button';
import { Page } from '@/shared/ui/page';
import { Segments } from '@/shared/ui/segments';
import { Select } from '@/shared/ui/select';
import { EventDialog } from './event-dialog';
import { EventList } from './event-list';
import { MonthView } from './month-view';
import { addMonths } from './month-weeks';
import { KIND_TONES, KINDS, words } from './words';
import { YearView } from './year-view';

const route = getRouteApi('/signed-in/data/calendar');
const ALL = 'all';

/** What happens when: promotions, holidays, closures, events, by month, by year, or as a list. */
export function CalendarScreen() {
  const text = useText(words);
  const format = useFormat();
  const may = useMay();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [newDay, setNewDay] = useState<string | null>(null);
  const { view = 'month', month = today().slice(0, 7) } = search;
  const set = (next: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const mayAdd = may('edit_events');
  const step = view === 'year' ? 12 : 1;
  const open = search.event !== undefined ? { id: search.event } : newDay !== null ? { day: newDay } : null;

  return (
    <Page
      title={text('title')}
      hint={text('hint')}
      actions={
        mayAdd && (
          <Button
            look="primary"
            onClick={() => setNewDay(month === today().slice(0, 7) ? today() : `${month}-01`)}
          >
            <Plus aria-hidden />
            {text('add')}
          </Button>
        )
      }
    >
      <div data-print="hide" className="flex flex-wrap items-end gap-3">
        <Segments
          label={text('view')}
          value={view}
          options={[
            { value: 'month', label: text('month') },
            { value: 'year', label: text('year') },
            { value: 'list', label: text('list') },
          ]}
          onChange={(next) => set({ view: next === 'month' ? undefined : next })}
        />
        {view !== 'list' && (
          <div className="flex items-center gap-1">
            <Button
              look="quiet"
              size="icon"
              aria-label={text('earlier')}
              onClick={() => set({ month: addMonths(month, -step) })}
            >
              <ChevronLeft aria-hidden />
            </Button>
            <h2 aria-live="polite" className="min-w-40 text-center text-lg font-semibold">
              {view === 'year' ? month.slice(0, 4) : format.month(`${month}-01`)}
            </h2>
            <Button
              look="quiet"
              size="icon"
              aria-label={text('later')}
              onClick={() => set({ month: addMonths(month, step) })}
            >
              <ChevronRight aria-hidden />
            </Button>
            <Button size="small" onClick={() => set({ month: undefined })}>
              {text('today')}
            </Button>
          </div>
        )}
        <span className="flex-1" />
        <Select
          label={text('kind')}
          hideLabel
          className="w-40"
          value={search.kind ?? ALL}
          options={[
            { value: ALL, label: text('allKinds') },
            ...KINDS.map((kind) => ({ value: kind, label: text(kind) })),
          ]}
          onChange={(kind) => set({ kind: KINDS.find((known) => known === kind) })}
        />
        <StoreSelect
          label={text('store')}
          hideLabel
          className="w-48"
          all={text('allStores')}
          value={search.store}
          onChange={(store) => set({ store })}
        />
      </div>
      {view === 'month' && (
        <MonthView
          month={month}
          onOpen={(event) => set({ event: event.id })}
          onAdd={mayAdd ? setNewDay : undefined}
        />
      )}
      {view === 'year' && <YearView year={month.slice(0, 4)} />}
      {view === 'list' && <EventList onOpen={(event) => set({ event: event.id })} />}
      {view !== 'list' && (
        <ul aria-label={text('kind')} className="flex flex-wrap gap-2">
          {KINDS.map((kind) => (
            <li key={kind}>
              <Badge tone={KIND_TONES[kind]}>{text(kind)}</Badge>
            </li>
          ))}
        </ul>
      )}
      {open && (
        <EventDialog
          open={open}
          onClose={() => {
            setNewDay(null);
            if (search.event !== undefined) set({ event: undefined });
          }}
        />
      )}
    </Page>
  );
}
