import { type ReactNode, useId } from 'react';
import { classes } from './classes';

/** A part of a screen with a heading of its own. */
export function Card({
  title,
  hint,
  actions,
  children,
  className,
  flush = false,
}: {
  title?: ReactNode;
  hint?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** What is in it reaches its edges, as a table does. */
  flush?: boolean;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={title ? id : undefined}
      className={classes('min-w-0 rounded-lg border border-line bg-surface shadow-card', className)}
    >
      {(title || actions) && (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-3.5 pb-2">
          <div className="min-w-0">
            {title && (
              <h2 id={id} className="text-lg font-semibold">
                {title}
              </h2>
            )}
            {hint && <p className="text-sm text-ink-faint">{hint}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? '' : 'px-4 pt-1.5 pb-4'}>{children}</div>
    </section>
  );
}
