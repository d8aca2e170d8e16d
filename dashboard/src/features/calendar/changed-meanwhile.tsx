import type { Event } from '@/shared/api/generated';
import { useFormat } from '@/shared/format/use-format';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { EventPlace, EventSubject } from './event-names';
import { words } from './words';

/** What somebody else made of the event while it was being written. */
export function ChangedMeanwhile({ event, onTheirs }: { event: Event | null; onTheirs: () => void }) {
  const text = useText(words);
  const format = useFormat();
  return (
    <div role="alert" className="flex flex-col gap-1 rounded-lg border border-warn/50 bg-warn-soft px-4 py-3">
      <p className="font-medium text-warn">{text('conflict')}</p>
      {event === null ? (
        <p>{text('gone')}</p>
      ) : (
        <>
          <p className="text-sm text-ink-soft">{text('conflictHint')}</p>
          <p>
            <strong>{event.name}</strong>, {text(event.kind ?? 'event')}, {format.date(event.starts_on)} –{' '}
            {format.date(event.ends_on)}, <EventPlace event={event} />, <EventSubject event={event} />
            {event.discount != null &&
              `, ${text('off', { share: format.percent(event.discount, { digits: 1 }) })}`}
          </p>
          <div>
            <Button size="small" className="mt-1" onClick={onTheirs}>
              {text('theirs')}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
