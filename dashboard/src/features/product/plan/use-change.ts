import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import {
  addOverride,
  listOverrides,
  type OverrideAnswer,
  type OverrideGiven,
  type OverridePreview,
  previewOverride,
  undoOverride,
} from '@/shared/api/generated';
import { problemOf } from '@/shared/api/problem';
import { refreshTags } from '@/shared/api/refresh';

const PAUSE_MS = 300;
const RECENT_MS = 10 * 60_000;

/** What a change would do, asked a moment after the last key; null while that isn't known. */
export function usePreview(given: OverrideGiven | null): { preview: OverridePreview | null; error: unknown } {
  const asked = given ? JSON.stringify(given) : '';
  const [answer, setAnswer] = useState<{ asked: string; preview: OverridePreview | null; error: unknown }>();
  useEffect(() => {
    if (asked === '') return;
    const leave = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const body = JSON.parse(asked) as OverrideGiven;
        const { data } = await previewOverride({ body, signal: leave.signal, throwOnError: true });
        setAnswer({ asked, preview: data, error: null });
      } catch (error) {
        if (!leave.signal.aborted) setAnswer({ asked, preview: null, error });
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [asked]);
  if (asked === '' || answer?.asked !== asked) return { preview: null, error: null };
  return answer;
}

/** Keeps a change, and takes back those that were made on this page. */
export function useChange() {
  const queries = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [made, setMade] = useState<OverrideAnswer[]>([]);
  /** An answer that was lost: the change may have been kept. */
  const isUnsure = useRef(false);

  const act = async <T>(deed: () => Promise<T>): Promise<T | undefined> => {
    setIsBusy(true);
    setError(null);
    try {
      const done = await deed();
      isUnsure.current = false;
      await refreshTags(queries, 'overrides', 'forecasts', 'stock');
      return done;
    } catch (caught) {
      isUnsure.current ||= problemOf(caught).status === 0;
      setError(caught);
      return undefined;
    } finally {
      setIsBusy(false);
    }
  };

  const keep = (body: OverrideGiven) =>
    act(async () => {
      const kept = isUnsure.current ? await findKept(body) : undefined;
      const one = kept ?? (await addOverride({ body, throwOnError: true })).data;
      setMade((before) => [...before, one]);
      return one;
    });
  const undo = (id: number) =>
    act(async () => {
      const { data } = await undoOverride({ path: { override_id: id }, throwOnError: true });
      setMade((before) => before.filter((one) => one.id !== id));
      return data;
    });
  return { isBusy, error, made, keep, undo };
}

/** A change that was kept although its answer was lost, so that it isn't made twice. */
async function findKept(body: OverrideGiven): Promise<OverrideAnswer | undefined> {
  const { data } = await listOverrides({
    query: { mine: true, active: true, limit: 20 },
    throwOnError: true,
  });
  const found = data.items.find(
    (one) =>
      one.kind === body.kind &&
      one.amount === body.amount &&
      one.product_id === (body.product_id ?? null) &&
      one.store_id === (body.store_id ?? null) &&
      one.first_day === body.first_day &&
      one.last_day === body.last_day &&
      one.reason === body.reason &&
      Date.now() - Date.parse(one.created_at) < RECENT_MS,
  );
  return found && { ...found, nudges: [] };
}
