import { type ClassValue, clsx } from 'clsx';

/** Joins class names, leaving out what is false. */
export function classes(...given: ClassValue[]): string {
  return clsx(given);
}
