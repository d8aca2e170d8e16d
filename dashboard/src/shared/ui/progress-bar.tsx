import { Progress } from '@base-ui/react/progress';

/** How far something is, from 0 to 1; null where nobody can tell. */
export function ProgressBar({ label, value }: { label: string; value: number | null }) {
  return (
    <Progress.Root
      aria-label={label}
      value={value === null ? null : Math.round(value * 100)}
      className="w-full min-w-20"
    >
      <Progress.Track className="h-2 overflow-hidden rounded-sm bg-sunken">
        <Progress.Indicator className="h-full rounded-sm bg-accent transition-all data-indeterminate:w-full data-indeterminate:animate-pulse data-indeterminate:opacity-60" />
      </Progress.Track>
    </Progress.Root>
  );
}
