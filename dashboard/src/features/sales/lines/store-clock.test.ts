import { expect, it } from 'vitest';
import { clockOf } from './store-clock';

it.each([
  ['2026-03-11T16:05:00Z', 'Europe/Rome', '2026-03-11T17:05'],
  ['2026-07-11T16:05:00Z', 'Europe/Rome', '2026-07-11T18:05'],
  ['2026-03-12T03:30:07Z', 'America/New_York', '2026-03-11T23:30:07'],
  ['2026-03-11T23:00:00Z', 'Europe/Rome', '2026-03-12T00:00'],
  ['2026-03-11T16:05:00Z', 'UTC', '2026-03-11T16:05'],
])('%s is told by the clock of %s', (moment, zone, clock) => {
  expect(clockOf(moment, zone)).toBe(clock);
});
