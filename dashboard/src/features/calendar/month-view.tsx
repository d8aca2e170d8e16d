import { Plus } from 'lucide-react';
import type { Event } from '@/shared/api/generated';
import { addDays, today } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { classes } from '@/shared/ui/classes';
import { Failed, Loading } from '@/shared/ui/states';
import { barsOf, weeksOf } from './month-weeks';
import { useEvents } from './use-events';
import { KIND_CLASSES, words } from './words';

const DAYS = [0, 1, 2, 3, 4, 5, 6];

/** A month as weeks; each event is a bar over its days. */
export function MonthView({
  month,
  onOpen,
  onAdd,
}: {
  month: string;
  onOpen: (event: Event) => void;
  /** Left out where the caller may add nothing. */
  onAdd?: ((day: string) => void) | undefined;
}) {
  const format = useFormat();
  const weeks = weeksOf(month);
  const [first = `${month}-01`] = weeks;
  const events = useEvents(first, addDays(weeks.at(-1) ?? first, 6));
  const weekday = new Intl.DateTimeFormat(format.locale, { weekday: 'short' });
  if (events.error && !events.items)
    return <Failed error={events.error} retry={() => void events.refetch()} />;
  if (!events.items) return <Loading className="h-[36rem]" />;
  const items = events.items;
  return (
    <Card flush>
      <div className="grid grid-cols-7 border-b border-line text-sm text-ink-faint">
        {DAYS.map((day) => (
          <div key={day} className="px-2 py-2 font-medium">
            {weekday.format(new Date(`${addDays(first, day)}T12:00:00`))}
          </div>
        ))}
      </div>
      {weeks.map((monday) => (
        <Week key={monday} monday={monday} month={month} events={items} onOpen={onOpen} onAdd={onAdd} />
      ))}
    </Card>
  );
}

function Week({
  monday,
  month,
  events,
  onOpen,
  onAdd,
}: {
  monday: string;
  month: string;
  events: Event[];
  onOpen: (event: Event) => void;
  onAdd?: ((day: string) => void) | undefined;
}) {
  const text = useText(words);
  const format = useFormat();
  return (
    <div className="relative grid min-h-24 grid-cols-7 content-start gap-y-0.5 border-b border-line pb-1.5 last:border-0">
      <div aria-hidden className="absolute inset-0 grid grid-cols-7">
        {DAYS.map((day) => (
          <div
            key={day}
            className={classes(
              'border-l border-line first:border-l-0',
              addDays(monday, day).slice(0, 7) !== month && 'bg-sunken',
            )}
          />
        ))}
      </div>
      {DAYS.map((index) => {
        const day = addDays(monday, index);
        const number = (
          <span
            className={classes(
              'inline-flex size-6 items-center justify-center rounded-full text-sm',
              day === today() ? 'bg-accent font-semibold text-on-accent' : 'text-ink-soft',
            )}
          >
            {Number(day.slice(8))}
          </span>
        );
        return (
          <div key={day} className="group relative px-1 pt-1" style={{ gridRow: 1, gridColumn: index + 1 }}>
            {onAdd ? (
              <button
                type="button"
                aria-label={text('addOn', { day: format.date(day) })}
                title={text('addOn', { day: format.date(day) })}
                onClick={() => onAdd(day)}
                className="flex w-full items-center justify-between rounded-sm hover:bg-accent-soft"
              >
                {number}
                <Plus
                  aria-hidden
                  className="mr-1 size-4 text-accent opacity-0 group-hover:opacity-100 group-focus-within:opacity-100"
                />
              </button>
            ) : (
              number
            )}
          </div>
        );
      })}
      {barsOf(monday, events).map(({ event, column, days, lane, fromBefore, goesOn }) => (
        <button
          key={event.id}
          type="button"
          onClick={() => onOpen(event)}
          title={`${text(event.kind ?? 'event')}: ${event.name}`}
          style={{ gridRow: lane + 2, gridColumn: `${column + 1} / span ${days}` }}
          className={classes(
            'relative mx-0.5 truncate px-1.5 py-0.5 text-left text-xs font-medium hover:underline sm:text-sm',
            KIND_CLASSES[event.kind ?? 'event'],
            fromBefore ? 'ml-0' : 'rounded-l-sm',
            goesOn ? 'mr-0' : 'rounded-r-sm',
          )}
        >
          {event.name}
        </button>
      ))}
    </div>
  );
}
