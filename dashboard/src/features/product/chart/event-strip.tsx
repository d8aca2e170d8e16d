import { daysBetween } from '@/shared/format/days';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { classes } from '@/shared/ui/classes';
import { productWords } from '../words';

/** Something on the calendar that moves what is sold. */
export interface ShownEvent {
  id: number | string;
  name: string;
  kind: 'event' | 'promotion' | 'holiday' | 'closure' | 'stockOut';
  starts_on: string;
  ends_on: string;
  discount: number | null;
}

const LOOKS: Record<ShownEvent['kind'], string> = {
  promotion: 'bg-good-soft text-good',
  holiday: 'bg-accent-soft text-accent',
  closure: 'bg-bad-soft text-bad',
  event: 'bg-sunken text-ink-soft',
  stockOut: 'bg-bad-soft text-bad ring-1 ring-bad/40 ring-inset',
};
/** The chart's scale of figures, which the strip has to begin beside. */
const AXIS_PX = 52;
const ROW_PX = 22;

/** Below a chart, on its days: promotions, holidays, closures and events. */
export function EventStrip({ events, first, last }: { events: ShownEvent[]; first: string; last: string }) {
  const text = useText(productWords);
  const format = useFormat();
  const whole = Math.max(1, daysBetween(first, last));
  const shown = events
    .filter((event) => event.ends_on >= first && event.starts_on <= last)
    .sort((one, other) => one.starts_on.localeCompare(other.starts_on));
  if (shown.length === 0) return null;
  const ends: string[] = [];
  const rows = shown.map((event) => {
    const free = ends.findIndex((end) => end < event.starts_on);
    const row = free >= 0 ? free : ends.length;
    ends[row] = event.ends_on;
    return row;
  });
  const at = (day: string) => Math.min(100, Math.max(0, (100 * daysBetween(first, day)) / whole));
  return (
    <ul
      aria-label={text('strip')}
      className="relative mt-2"
      style={{ marginLeft: AXIS_PX, height: ends.length * ROW_PX }}
    >
      {shown.map((event, index) => {
        const left = at(event.starts_on);
        const told = [
          text(event.kind),
          event.name,
          event.discount == null ? null : text('off', { percent: format.percent(event.discount) }),
          `${format.day(event.starts_on)} – ${format.day(event.ends_on)}`,
        ].filter(Boolean);
        return (
          <li
            key={event.id}
            title={told.join(' · ')}
            className={classes('absolute truncate rounded-sm px-1 text-xs leading-5', LOOKS[event.kind])}
            style={{
              left: `${left}%`,
              width: `max(6px, ${at(event.ends_on) - left}%)`,
              top: (rows[index] ?? 0) * ROW_PX,
            }}
          >
            {event.name}
            <span className="sr-only">{told.join(', ')}</span>
          </li>
        );
      })}
    </ul>
  );
}
