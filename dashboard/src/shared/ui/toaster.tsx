import { lazy, Suspense, useSyncExternalStore } from 'react';
import { problemOf } from '../api/problem';

const load = () => import('./toasts');
const ToastList = lazy(() => load().then((module) => ({ default: module.ToastList })));
const watchers = new Set<() => void>();
let isWanted = false;

async function show(notice: { title: string; description?: string; isProblem?: boolean }): Promise<void> {
  isWanted = true;
  for (const watcher of watchers) watcher();
  (await load()).show(notice);
}

/** Say that something was done. */
export function tell(title: string, description?: string): void {
  void show({ title, description });
}

/** Say that something could not be done, in the service's words. */
export function tellProblem(error: unknown): void {
  const problem = problemOf(error);
  const named = problem.fields.map(({ where, problem: wrong, fix }) => `${where}: ${wrong} ${fix}`.trim());
  void show({
    title: problem.detail || problem.code,
    description: [problem.fix, ...named].join(' '),
    isProblem: true,
  });
}

/** Where short notices appear; loaded with the first of them. */
export function Toaster() {
  const isShown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => isWanted,
  );
  return isShown ? (
    <Suspense>
      <ToastList />
    </Suspense>
  ) : null;
}
