import { useCallback, useState } from 'react';

/** A change that somebody is about to make. */
export interface ChangeDraft {
  /** The day where the choice began, and the one where it ends: either may be the earlier. */
  anchor: string;
  end: string;
  typed: string;
  reason: string;
  comment: string;
  expires: string;
}

function read(key: string): Partial<ChangeDraft> {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<ChangeDraft>;
  } catch {
    return {};
  }
}

/** What is typed but not kept yet: it survives a lost connection, and the page being loaded anew. */
export function useChangeDraft(key: string, firstDay: string) {
  const [draft, setDraft] = useState<ChangeDraft>(() => {
    const kept = read(key);
    const isAhead = kept.anchor !== undefined && kept.end !== undefined;
    return {
      typed: '',
      reason: '',
      comment: '',
      expires: '',
      ...kept,
      anchor: isAhead && kept.anchor ? kept.anchor : firstDay,
      end: isAhead && kept.end ? kept.end : firstDay,
    };
  });
  const change = useCallback(
    (part: Partial<ChangeDraft>) =>
      setDraft((before) => {
        const next = { ...before, ...part };
        sessionStorage.setItem(key, JSON.stringify(next));
        return next;
      }),
    [key],
  );
  const clear = useCallback(() => {
    sessionStorage.removeItem(key);
    setDraft((before) => ({ ...before, typed: '', reason: '', comment: '', expires: '' }));
  }, [key]);
  return { draft, change, clear };
}
