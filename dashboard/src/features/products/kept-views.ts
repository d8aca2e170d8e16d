import { useState } from 'react';
import type { View } from './series-query';

/** A view by its name. */
export interface KeptView {
  name: string;
  view: View;
}

function read(key: string): KeptView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? (kept as KeptView[]) : [];
  } catch {
    return []; // what can't be read was not written by us
  }
}

/** The views that somebody keeps in this browser, and how to keep and forget one. */
export function useKeptViews(userId: number) {
  const key = `views of products ${userId}`;
  const [views, setViews] = useState(() => read(key));
  const write = (next: KeptView[]) => {
    localStorage.setItem(key, JSON.stringify(next));
    setViews(next);
  };
  return {
    views,
    keep: (name: string, view: View) =>
      write([...read(key).filter((kept) => kept.name !== name), { name, view }]),
    forget: (name: string) => write(read(key).filter((kept) => kept.name !== name)),
  };
}
