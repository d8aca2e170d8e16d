import { type ClassValue, clsx } from 'clsx';
import { twMerge } from 'tailwind-merge';

/** Joins class names; of two that rule the same thing, the later one holds. */
export function classes(...given: ClassValue[]): string {
  return twMerge(clsx(given));
}
