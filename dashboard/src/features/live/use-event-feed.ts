import { useRef, useState } from 'react';
import type { LiveEvent } from '@/shared/live/connection';
import { useLiveEvents } from '@/shared/live/use-live';

const KEPT = 500;
const KINDS = [
  'sale',
  'sale_corrected',
  'sale_removed',
  'import',
  'forecast',
  'outlook',
  'alert',
  'job',
  'promotion',
  'calendar',
  'stock',
  'order',
  'transfer',
  'dead_letter',
];

/** Events since the page was opened, the newest first; while it is paused they wait. */
export interface EventFeed {
  events: LiveEvent[];
  waiting: number;
  isPaused: boolean;
  toggle: () => void;
}

/** Keeps the newest events of the live connection. */
export function useEventFeed(): EventFeed {
  const [events, setEvents] = useState<LiveEvent[]>([]);
  const [waiting, setWaiting] = useState(0);
  const [isPaused, setIsPaused] = useState(false);
  const held = useRef<LiveEvent[]>([]);
  useLiveEvents(KINDS, (heard) => {
    const newest = [...heard].reverse();
    if (isPaused) {
      held.current = [...newest, ...held.current].slice(0, KEPT);
      setWaiting(held.current.length);
    } else {
      setEvents((before) => [...newest, ...before].slice(0, KEPT));
    }
  });
  const toggle = () => {
    if (isPaused) {
      const missed = held.current;
      held.current = [];
      setWaiting(0);
      setEvents((before) => [...missed, ...before].slice(0, KEPT));
    }
    setIsPaused(!isPaused);
  };
  return { events, waiting, isPaused, toggle };
}
