import type { Event } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { ConflictAlert } from '@/shared/ui/conflict-alert';
import { EventPlace, EventSubject } from './event-names';
import { words } from './words';

/** What somebody else made of the event while it was being written. */
export function ChangedMeanwhile({ event, onTheirs }: { event: Event | null; onTheirs: () => void }) {
  const text = useText(words);
  const format = useFormat();
  if (event === null) return <ConflictAlert title={text('conflict')}>{text('gone')}</ConflictAlert>;
  return (
    <ConflictAlert
      title={text('conflict')}
      hint={text('conflictHint')}
      theirs={{ label: text('theirs'), onChoose: onTheirs }}
    >
      <strong>{event.name}</strong>, {text(event.kind ?? 'event')}, {format.date(event.starts_on)} –{' '}
      {format.date(event.ends_on)}, <EventPlace event={event} />, <EventSubject event={event} />
      {event.discount != null && `, ${text('off', { share: format.percent(event.discount, { digits: 1 }) })}`}
    </ConflictAlert>
  );
}
