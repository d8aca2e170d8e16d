import type { ReactNode } from 'react';
import { classes } from './classes';

const LETTER_WIDTH_EM = 0.62;

/** One figure with its name, and what it is to be seen against. A long figure is set smaller, never cut off. */
export function Tile({
  label,
  value,
  unit,
  note,
  tone,
  children,
}: {
  label: string;
  value: ReactNode;
  unit?: string;
  note?: ReactNode;
  tone?: 'good' | 'warn' | 'bad';
  children?: ReactNode;
}) {
  return (
    <div className="@container flex min-w-0 flex-col gap-0.5 rounded-lg border border-line bg-surface px-4 py-3 shadow-card">
      <span className="text-sm text-ink-soft">{label}</span>
      <span
        className={classes(
          'text-2xl font-semibold tracking-tight',
          tone === 'good' && 'text-good',
          tone === 'warn' && 'text-warn',
          tone === 'bad' && 'text-bad',
        )}
        style={typeof value === 'string' ? { fontSize: sizeFor(value) } : undefined}
      >
        {value}
        {unit && <span className="ml-1 text-base font-normal text-ink-faint">{unit}</span>}
      </span>
      {note && <span className="text-sm text-ink-faint">{note}</span>}
      {children}
    </div>
  );
}

/** As large as the tile's width allows, and no larger than a short figure. */
function sizeFor(value: string): string {
  const share = 100 / (LETTER_WIDTH_EM * Math.max(1, value.length));
  return `min(var(--text-2xl), ${share.toFixed(2)}cqi)`;
}
