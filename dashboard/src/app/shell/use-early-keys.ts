import { useCallback, useEffect, useState } from 'react';

/**
 * Keeps what is typed before a field that was asked for is there: its code may still be loading.
 *
 * @param change Changes the field's text.
 * @param leave Called by Escape.
 */
export function useEarlyKeys(change: (next: (before: string) => string) => void, leave: () => void) {
  const [isAwaited, setIsAwaited] = useState(false);
  const awaitField = useCallback(() => setIsAwaited(true), []);
  const arrive = useCallback(() => setIsAwaited(false), []);
  useEffect(() => {
    if (!isAwaited) return;
    const take = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.key === 'Escape') {
        setIsAwaited(false);
        leave();
      } else if (event.key === 'Backspace') change((before) => before.slice(0, -1));
      else if (event.key.length === 1) change((before) => before + event.key);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('keydown', take, true);
    document.addEventListener('pointerdown', arrive, true);
    return () => {
      document.removeEventListener('keydown', take, true);
      document.removeEventListener('pointerdown', arrive, true);
    };
  }, [isAwaited, change, leave, arrive]);
  return { isAwaited, awaitField, arrive };
}
