import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { addEvent, changeEvent, type Event, readEvent, removeEvent } from '@/shared/api/generated';
import { problemOf } from '@/shared/api/problem';
import { refreshTags } from '@/shared/api/refresh';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Failed } from '@/shared/ui/states';
import { tell } from '@/shared/ui/toaster';
import { ChangedMeanwhile } from './changed-meanwhile';
import { EventFields } from './event-fields';
import { bodyOf, type Draft, discountOf } from './event-form';
import { words } from './words';

interface Conflict {
  /** What is there now; null where it was removed. */
  event: Event | null;
  tag: string | null;
}

/** An event's form: keeps what is typed whatever happens meanwhile, and says so when somebody else changed it. */
export function EventEditor({
  first,
  id,
  tag,
  canChange,
  onClose,
}: {
  first: Draft;
  /** Null for one that isn't there yet. */
  id: number | null;
  tag: string | null;
  canChange: boolean;
  onClose: () => void;
}) {
  const text = useText(words);
  const queries = useQueryClient();
  const [draft, setDraft] = useState(first);
  const [isBusy, setIsBusy] = useState(false);
  const [isSure, setIsSure] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const isOrdered = draft.from <= draft.to;
  const isNumber = discountOf(draft.discount) !== undefined;

  /** Do something to the event; if somebody changed it meanwhile, read what it says now. */
  const act = async (deed: () => Promise<unknown>, done: string) => {
    setIsBusy(true);
    setError(null);
    try {
      await deed();
      tell(done);
      await refreshTags(queries, 'events');
      onClose();
    } catch (caught) {
      const { status } = problemOf(caught);
      if (id !== null && (status === 412 || status === 404)) setConflict(await readNow(id));
      else setError(caught);
    } finally {
      setIsBusy(false);
    }
  };
  const keep = (version: string | null) => {
    const body = bodyOf(draft);
    const isNew = id === null || conflict?.event === null;
    void act(
      () =>
        isNew
          ? addEvent({ body, throwOnError: true })
          : changeEvent({
              path: { event_id: id },
              headers: { 'if-match': version },
              body,
              throwOnError: true,
            }),
      text(isNew ? 'added' : 'changed', { name: body.name }),
    );
  };
  const remove = () =>
    id !== null &&
    void act(
      () =>
        removeEvent({
          path: { event_id: id },
          headers: { 'if-match': conflict?.tag ?? tag },
          throwOnError: true,
        }),
      text('removed', { name: first.name }),
    );
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (isOrdered && isNumber) keep(conflict?.tag ?? tag);
  };

  return (
    <form onSubmit={send} className="flex flex-col gap-4">
      {conflict && <ChangedMeanwhile event={conflict.event} onTheirs={onClose} />}
      <EventFields
        draft={draft}
        isFixed={!canChange}
        onChange={(next) => setDraft((before) => ({ ...before, ...next }))}
        orderError={isOrdered ? undefined : text('ordered')}
        discountError={isNumber ? undefined : text('discountWrong')}
      />
      {error !== null && <Failed error={error} />}
      {canChange ? (
        <div className="flex flex-wrap items-center gap-2">
          {id !== null &&
            (isSure ? (
              <>
                <span className="text-bad">{text('removeSure')}</span>
                <Button look="danger" disabled={isBusy} onClick={remove}>
                  {text('remove')}
                </Button>
              </>
            ) : (
              <Button look="quiet" onClick={() => setIsSure(true)}>
                {text('remove')}
              </Button>
            ))}
          <span className="flex-1" />
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button type="submit" look="primary" disabled={isBusy}>
            {text(conflict ? 'mine' : 'keep')}
          </Button>
        </div>
      ) : (
        <p className="text-sm text-ink-faint">{text('readOnly')}</p>
      )}
    </form>
  );
}

async function readNow(id: number): Promise<Conflict> {
  try {
    const { data, response } = await readEvent({ path: { event_id: id }, throwOnError: true });
    return { event: data, tag: response.headers.get('ETag') };
  } catch {
    return { event: null, tag: null };
  }
}
