import { Button as Base } from '@base-ui/react/button';
import type { ComponentProps } from 'react';
import { classes } from './classes';

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:opacity-90',
  plain: 'border border-line bg-surface text-ink hover:bg-sunken',
  quiet: 'text-ink-soft hover:bg-sunken hover:text-ink',
  danger: 'border border-bad/40 bg-bad-soft text-bad hover:border-bad',
} as const;
const SIZES = {
  small: 'h-7 gap-1 px-2 text-sm',
  usual: 'h-9 gap-1.5 px-3',
  icon: 'size-9 justify-center',
} as const;

export type ButtonLook = keyof typeof LOOKS;

/** How a button looks; also for a link that acts like one. */
export function buttonClasses(look: ButtonLook = 'plain', size: keyof typeof SIZES = 'usual'): string {
  return classes(
    'inline-flex shrink-0 items-center rounded-md font-medium whitespace-nowrap transition-colors',
    'disabled:opacity-50 data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
    LOOKS[look],
    SIZES[size],
  );
}

/** A button; `primary` for the one thing that a screen is there for. */
export function Button({
  look = 'plain',
  size = 'usual',
  className,
  ...rest
}: Omit<ComponentProps<typeof Base>, 'className'> & {
  look?: ButtonLook;
  size?: keyof typeof SIZES;
  className?: string;
}) {
  return (
    <Base
      type="button"
      data-print="hide"
      {...rest}
      className={classes(buttonClasses(look, size), className)}
    />
  );
}
