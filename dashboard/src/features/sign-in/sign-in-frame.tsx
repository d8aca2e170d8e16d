import type { ReactNode } from 'react';
import { Logo } from '@/shared/ui/logo';

/** What stands around a form of somebody who isn't in yet. */
export function SignInFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center gap-2.5 text-xl font-semibold tracking-tight">
          <Logo className="size-8" />
          Foresale
        </div>
        <div className="rounded-lg border border-line bg-surface p-6 shadow-card">
          <h1 className="mb-4 text-xl font-semibold">{title}</h1>
          {children}
        </div>
      </div>
    </main>
  );
}
