import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { listStoresOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useMe } from '@/shared/session/use-me';

/**
 * A moment as a zone's clocks show it, in the form of a field for it: 2026-03-11T17:05, with seconds where they
 * aren't 0.
 */
export function clockOf(moment: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(new Date(moment));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const seconds = part('second') === '00' ? '' : `:${part('second')}`;
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}${seconds}`;
}

/** What tells a moment by the clock of a store, by its code; undefined until the stores are known. */
export function useStoreClock(): ((moment: string, store: string) => string) | undefined {
  const { time_zone: usual = 'UTC' } = useMe();
  const stores = useQuery({ ...listStoresOptions({ query: { limit: 1000 } }), staleTime: 5 * 60_000 });
  const zones = useMemo(
    () => stores.data && new Map(stores.data.items.map(({ code, time_zone }) => [code, time_zone])),
    [stores.data],
  );
  const tell = useCallback(
    (moment: string, store: string) => clockOf(moment, zones?.get(store) ?? usual),
    [zones, usual],
  );
  return zones && tell;
}
