import { useText } from '@/shared/text/define-text';
import { words } from './words';

/** A length of time in the largest unit that fits. */
export function JobDuration({ seconds }: { seconds: number | null }) {
  const text = useText(words);
  if (seconds === null) return '–';
  if (seconds < 90) return text('seconds', { count: Math.round(seconds) });
  if (seconds < 5400) return text('minutes', { count: Math.round(seconds / 60) });
  return text('hours', { count: Math.round(seconds / 360) / 10 });
}
