import { Link } from '@tanstack/react-router';
import type { Event } from '@/shared/api/generated';
import { addDays } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { classes } from '@/shared/ui/classes';
import { Failed, Loading } from '@/shared/ui/states';
import { weeksOf } from './month-weeks';
import { useEvents } from './use-events';
import { type EventKind, KIND_CLASSES, words } from './words';

const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const DAYS = [0, 1, 2, 3, 4, 5, 6];
/** Where a day has several, the kind that changes sales most colours it. */
const RANK: EventKind[] = ['closure', 'holiday', 'promotion', 'event'];

/** A year at a glance; each month leads to its own view. */
export function YearView({ year }: { year: string }) {
  const events = useEvents(`${year}-01-01`, `${year}-12-31`);
  if (events.error && !events.items)
    return <Failed error={events.error} retry={() => void events.refetch()} />;
  if (!events.items) return <Loading className="h-[36rem]" />;
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-4">
      {MONTHS.map((number) => {
        const month = `${year}-${String(number).padStart(2, '0')}`;
        return <SmallMonth key={month} month={month} events={events.items ?? []} />;
      })}
    </div>
  );
}

function SmallMonth({ month, events }: { month: string; events: Event[] }) {
  const text = useText(words);
  const format = useFormat();
  return (
    <Card
      title={
        <Link
          from="/data/calendar"
          to="/data/calendar"
          search={(before) => ({ ...before, month, view: undefined })}
          className="hover:text-accent hover:underline"
        >
          {format.month(`${month}-01`)}
        </Link>
      }
    >
      <div className="grid grid-cols-7 gap-0.5 text-center text-xs">
        {weeksOf(month).flatMap((monday) =>
          DAYS.map((index) => {
            const day = addDays(monday, index);
            if (day.slice(0, 7) !== month) return <span key={day} />;
            const here = events.filter((e) => e.starts_on <= day && e.ends_on >= day);
            const kind = RANK.find((one) => here.some((e) => (e.kind ?? 'event') === one));
            const told = here.map((e) => `${text(e.kind ?? 'event')}: ${e.name}`).join('\n');
            return (
              <span
                key={day}
                title={told || undefined}
                className={classes(
                  'rounded-sm py-0.5',
                  kind ? `${KIND_CLASSES[kind]} font-semibold` : 'text-ink-faint',
                )}
              >
                {Number(day.slice(8))}
                {told && <span className="sr-only">{told}</span>}
              </span>
            );
          }),
        )}
      </div>
    </Card>
  );
}
