import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';
const KEPT_AS = 'theme';
const listeners = new Set<() => void>();

function current(): Theme {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
}

/** Show everything dark or light, now and next time. */
export function changeTheme(theme: Theme): void {
  localStorage.setItem(KEPT_AS, theme);
  document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}

/** Whether the pages are dark or light; who draws on a canvas draws again when that changes. */
export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}

/** A colour of the theme as a canvas takes it. */
export function colour(name: string, opacity = 1): string {
  const value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  if (opacity === 1) return value;
  const alpha = Math.round(opacity * 255)
    .toString(16)
    .padStart(2, '0');
  return `${value}${alpha}`;
}
