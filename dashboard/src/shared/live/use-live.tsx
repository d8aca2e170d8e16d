import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { LiveConnection, type LiveEvent, type LiveState } from './connection';

const Connection = createContext<LiveConnection | null>(null);
const REFRESH_MS = 2_000;

/** What an event of a kind makes old: the tags of answers, as the API groups its routes. */
const STALE: Record<string, string[]> = {
  sale: ['sales'],
  sale_corrected: ['sales'],
  sale_removed: ['sales'],
  import: ['sales', 'imports', 'products', 'stores'],
  forecast: ['forecasts', 'stock'],
  outlook: ['forecasts'],
  alert: ['alerts'],
  job: ['jobs'],
  promotion: ['models'],
  calendar: ['events'],
  stock: ['stock'],
  override: ['overrides', 'forecasts'],
  order: ['orders', 'stock'],
  transfer: ['transfers', 'stock'],
  comment: ['comments'],
  dead_letter: ['dead letters'],
};

/** Keeps one connection for the whole page, and refreshes what events make old. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [connection] = useState(() => new LiveConnection());
  const queries = useQueryClient();

  useEffect(() => {
    const stale = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      const tags = new Set(stale);
      stale.clear();
      void queries.invalidateQueries({
        predicate: ({ queryKey }) => {
          const first = queryKey[0] as { tags?: string[] } | undefined;
          return tags.has('*') || Boolean(first?.tags?.some((tag) => tags.has(tag)));
        },
      });
    };
    const stop = connection.listen((events) => {
      for (const { kind } of events)
        for (const tag of kind === 'reload' || kind === 'gap' ? ['*'] : (STALE[kind] ?? [])) stale.add(tag);
      if (stale.size > 0) timer ??= setTimeout(refresh, REFRESH_MS);
    });
    connection.open();
    return () => {
      stop();
      clearTimeout(timer);
      connection.close();
    };
  }, [connection, queries]);

  return <Connection.Provider value={connection}>{children}</Connection.Provider>;
}

function useConnection(): LiveConnection {
  const connection = useContext(Connection);
  if (!connection) throw new Error('Only pages inside LiveProvider hear of what happens.');
  return connection;
}

/** Whether events arrive. */
export function useLiveState(): LiveState {
  const connection = useConnection();
  return useSyncExternalStore(
    (watcher) => connection.watch(watcher),
    () => connection.state,
  );
}

/** Call something with each event of some kinds, while the component is there. */
export function useLiveEvents(kinds: readonly string[], hear: (events: LiveEvent[]) => void): void {
  const connection = useConnection();
  const latest = useRef({ kinds, hear });
  useEffect(() => {
    latest.current = { kinds, hear };
  });
  useEffect(
    () =>
      connection.listen((events) => {
        const wanted = events.filter((event) => latest.current.kinds.includes(event.kind));
        if (wanted.length > 0) latest.current.hear(wanted);
      }),
    [connection],
  );
}
