import { expect, it } from 'vitest';
import type { LiveEvent } from '@/shared/live/connection';
import { unitsByMinute } from './units-by-minute';

const NOW = Date.parse('2026-11-28T12:00:30Z');

function sale(at: string, quantity: number, store = 'S1'): LiveEvent {
  return { id: at, at, kind: 'sale', store_id: 1, product_id: 1, key: '', data: { store, quantity } };
}

it('adds up each minute of each store, a sale taken back counting against', () => {
  const events = [
    sale('2026-11-28T12:00:10Z', 2),
    sale('2026-11-28T12:00:05Z', -1),
    sale('2026-11-28T11:58:40Z', 4, 'S2'),
  ];
  expect(unitsByMinute(events, NOW, 3)).toEqual(
    new Map([
      ['S1', [0, 0, 1]],
      ['S2', [0, 4, 0]],
    ]),
  );
});

it('leaves out what lies before the minutes asked for', () => {
  expect(unitsByMinute([sale('2026-11-28T11:00:00Z', 2)], NOW, 3).size).toBe(0);
});
