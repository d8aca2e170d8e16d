import { Field as Base } from '@base-ui/react/field';
import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes';

export const INPUT_CLASSES = classes(
  'h-9 w-full rounded-md border border-line-strong bg-surface px-2.5 text-ink placeholder:text-ink-faint',
  'aria-invalid:border-bad data-invalid:border-bad disabled:opacity-60',
);

/** An input with its label, a hint, and what is wrong with it. */
export function Field({
  label,
  hint,
  error,
  className,
  hideLabel = false,
  ...input
}: Omit<ComponentProps<typeof Base.Control>, 'className'> & {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  className?: string;
  hideLabel?: boolean;
}) {
  return (
    <Base.Root invalid={Boolean(error)} className={classes('flex flex-col gap-1', className)}>
      <Base.Label className={hideLabel ? 'sr-only' : 'text-sm font-medium text-ink-soft'}>{label}</Base.Label>
      <Base.Control {...input} className={INPUT_CLASSES} />
      {hint && <Base.Description className="text-sm text-ink-faint">{hint}</Base.Description>}
      {error && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </Base.Root>
  );
}
