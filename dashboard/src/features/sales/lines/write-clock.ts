import { useCallback } from 'react';
import { useFormat } from '@/shared/format/use-format';

/** What writes a clock's time, 2026-03-11T17:05, as a day and a time in the chosen language. */
export function useClockText(): (clock: string) => string {
  const format = useFormat();
  return useCallback((clock) => `${format.date(clock)}, ${clock.slice(11)}`, [format]);
}
