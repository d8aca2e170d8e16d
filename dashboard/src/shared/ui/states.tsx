import { CircleAlert, type LucideIcon, RotateCw, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { problemOf } from '../api/problem';
import { defineText, useText } from '../text/define-text';
import { Button } from './button';
import { classes } from './classes';

const words = defineText(
  'states',
  {
    again: 'Try again',
    unreachable: "The service can't be reached.",
    unreachable_fix: 'Look whether it is running; this page goes on by itself when it answers.',
    unexpected: 'This page has a fault.',
    request: 'Request {{id}}',
    loading: 'Loading …',
  },
  {
    again: 'Noch einmal',
    unreachable: 'Der Dienst ist nicht erreichbar.',
    unreachable_fix: 'Läuft er? Sobald er antwortet, geht es hier von selbst weiter.',
    unexpected: 'Diese Seite hat einen Fehler.',
    request: 'Anfrage {{id}}',
    loading: 'Lädt …',
  },
);

/** Where there is nothing yet: what would be here, and how it comes. */
export function Empty({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-10 text-center">
      {Icon && <Icon aria-hidden className="size-7 text-ink-faint" strokeWidth={1.5} />}
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-md text-ink-soft">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

const FORBIDDEN = 403;
/** A way out for who writes programs; who sees a page has no use for it. */
const FOR_PROGRAMS = '/api/docs';

/** What a part of a request is called, without the place where programs put it; nothing where it is all of it. */
function nameOf(where: string): string {
  return where.replace(/^(body|query|path)(\.|$)/, '');
}

/** What went wrong, and what to do about it. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const text = useText(words);
  const problem = problemOf(error);
  const isAway = problem.code === 'unreachable';
  const Icon = isAway ? WifiOff : CircleAlert;
  return (
    <div
      role="alert"
      className="flex flex-col items-start gap-2 rounded-lg border border-bad/40 bg-bad-soft px-4 py-3"
    >
      <p className="flex items-center gap-2 font-medium text-bad">
        <Icon aria-hidden className="size-4 shrink-0" />
        {isAway ? text('unreachable') : problem.detail || text('unexpected')}
      </p>
      <p className="text-ink-soft">{isAway ? text('unreachable_fix') : problem.fix}</p>
      {problem.fields.map((field) => (
        <p key={`${field.where} ${field.problem}`} className="text-sm text-ink-soft">
          {nameOf(field.where) && <span className="font-medium">{nameOf(field.where)}: </span>}
          {field.problem} {field.fix.includes(FOR_PROGRAMS) ? '' : field.fix}
        </p>
      ))}
      <div className="flex items-center gap-3">
        {/* Asking again gives nobody another role. */}
        {retry && problem.status !== FORBIDDEN && (
          <Button size="small" onClick={retry}>
            <RotateCw aria-hidden />
            {text('again')}
          </Button>
        )}
        {problem.requestId && (
          <span className="text-xs text-ink-faint">{text('request', { id: problem.requestId })}</span>
        )}
      </div>
    </div>
  );
}

/** A grey place where something is about to stand, of the height that it will have. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classes('animate-pulse rounded-md bg-sunken', className)} />;
}

/** What shows while a part of a screen is loading. */
export function Loading({ className = 'h-40' }: { className?: string }) {
  const text = useText(words);
  return (
    <div role="status" aria-label={text('loading')}>
      <Skeleton className={className} />
    </div>
  );
}
