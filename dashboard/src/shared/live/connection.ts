/** An event as `WS /api/live` tells it. */
export interface LiveEvent {
  id: string;
  at: string;
  kind: string;
  store_id: number | null;
  product_id: number | null;
  key: string;
  data: Record<string, unknown>;
}

export type LiveState = 'connecting' | 'open' | 'lost' | 'refused';
type Listener = (events: LiveEvent[]) => void;

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const REFUSED = 4003;

/**
 * What happens at the service, as it happens: comes back by itself and goes on with the next event.
 *
 * The service's own notes (`hello`, `gap`, `reload`, `end`) are events of these kinds.
 */
export class LiveConnection {
  #socket: WebSocket | null = null;
  #last: string | null = null;
  #wait = FIRST_WAIT_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #state: LiveState = 'connecting';
  #isWanted = false;
  readonly #listeners = new Set<Listener>();
  readonly #watchers = new Set<() => void>();

  get state(): LiveState {
    return this.#state;
  }

  /** Connect and stay so. */
  open(): void {
    this.#isWanted = true;
    this.#connect();
  }

  /** Leave for good. */
  close(): void {
    this.#isWanted = false;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = null;
  }

  /** Hear of events until the answer is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Be told when the state changes, until the answer is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #connect(): void {
    const after = this.#last === null ? '' : `?after=${encodeURIComponent(this.#last)}`;
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/live${after}`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#wait = FIRST_WAIT_MS;
      this.#become('open');
    };
    socket.onmessage = (message: MessageEvent<string>) => this.#hear(message.data);
    socket.onclose = ({ code }) => {
      if (!this.#isWanted || this.#socket !== socket) return;
      this.#become(code === REFUSED ? 'refused' : 'lost');
      this.#timer = setTimeout(() => this.#connect(), this.#wait * (0.75 + Math.random() / 2));
      this.#wait = Math.min(LONGEST_WAIT_MS, this.#wait * 2);
    };
  }

  #hear(text: string): void {
    const heard: unknown = JSON.parse(text);
    const events = (Array.isArray(heard) ? heard : [heard]) as LiveEvent[];
    for (const event of events) if (event.id) this.#last = event.id;
    const told = events.filter((event) => event.kind !== undefined);
    if (told.length > 0) for (const listener of this.#listeners) listener(told);
  }

  #become(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}
