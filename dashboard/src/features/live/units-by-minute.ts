import type { LiveEvent } from '@/shared/live/connection';

/**
 * Units that came in a minute, by store, of the last minutes.
 *
 * @param events What was heard.
 * @param now In milliseconds.
 * @param minutes How many, the last one being that which is running.
 * @returns Store → units, the oldest minute first.
 */
export function unitsByMinute(events: LiveEvent[], now: number, minutes: number): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const { kind, at, data } of events) {
    if (kind !== 'sale' || data.store == null) continue;
    const ago = Math.floor((now - Date.parse(at)) / 60_000);
    if (ago < 0 || ago >= minutes) continue;
    const store = String(data.store);
    const units = found.get(store) ?? Array<number>(minutes).fill(0);
    const place = minutes - 1 - ago;
    units[place] = (units[place] ?? 0) + Number(data.quantity);
    found.set(store, units);
  }
  return found;
}
