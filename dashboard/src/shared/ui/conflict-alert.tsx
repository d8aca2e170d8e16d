import type { ReactNode } from 'react';
import { Button } from './button';

/** What somebody else made meanwhile of what is being changed, and a button that begins anew from theirs. */
export function ConflictAlert({
  title,
  hint,
  theirs,
  children,
}: {
  title: string;
  hint?: string;
  /** Left out where nothing is there any more. */
  theirs?: { label: string; onChoose: () => void };
  children?: ReactNode;
}) {
  return (
    <div role="alert" className="flex flex-col gap-1 rounded-lg border border-warn/50 bg-warn-soft px-4 py-3">
      <p className="font-medium text-warn">{title}</p>
      {hint && <p className="text-sm text-ink-soft">{hint}</p>}
      {children && <p>{children}</p>}
      {theirs && (
        <div>
          <Button size="small" className="mt-1" onClick={theirs.onChoose}>
            {theirs.label}
          </Button>
        </div>
      )}
    </div>
  );
}
