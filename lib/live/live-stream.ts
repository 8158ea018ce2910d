import { LIVE_TOPICS, parseResumed, parseTopics, type LiveEvent, type LiveTopic } from './live-state';

const CHANNEL = 'parapet-live';
const RETRY_MS = [1000, 2000, 5000, 10_000, 30_000];

/** What tabs tell each other. */
type TabMessage =
  | { readonly type: 'opened'; readonly resumed: boolean }
  | { readonly type: 'lost' }
  | { readonly type: 'who-leads' }
  | { readonly type: 'changed'; readonly topics: readonly LiveTopic[] };

/**
 * Follows the server's stream with one connection per browser: the tab that holds the lock connects and tells the
 * others; when it closes, the next takes over. Without locks (plain http on a LAN name) every tab connects.
 * Returns a function that ends it.
 */
export function followLive(url: string, tell: (event: LiveEvent) => void): () => void {
  const ended = new AbortController();
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel(CHANNEL) : null;
  let leading: 'opened' | 'lost' | null = null;
  // Who asks has followed the one before, and may have missed something in between.
  const standing = (word: 'opened' | 'lost'): TabMessage =>
    word === 'lost' ? { type: 'lost' } : { type: 'opened', resumed: false };

  const spread = (event: TabMessage & LiveEvent) => {
    if (ended.signal.aborted) return;
    if (event.type !== 'changed') leading = event.type;
    tell(event);
    channel?.postMessage(event);
  };

  if (channel !== null) {
    channel.onmessage = (message: MessageEvent<unknown>) => {
      const said = parseTabMessage(message.data);
      if (said === null) return;
      if (said.type !== 'who-leads') tell(said);
      else if (leading !== null) channel.postMessage(standing(leading));
    };
    channel.postMessage({ type: 'who-leads' } satisfies TabMessage);
  }

  const lead = () => holdConnection(url, ended.signal, spread);
  if ('locks' in navigator && channel !== null) {
    navigator.locks.request(CHANNEL, { signal: ended.signal }, lead).catch(() => undefined);
  } else {
    void lead();
  }

  return () => {
    ended.abort();
    channel?.close();
  };
}

/** Keeps one connection open, trying again with growing pauses, until it is ended. */
function holdConnection(
  url: string,
  ended: AbortSignal,
  tell: (event: TabMessage & LiveEvent) => void,
): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let heard = '';

    const connect = () => {
      source = new EventSource(heard === '' ? url : `${url}?after=${encodeURIComponent(heard)}`);
      source.addEventListener('hello', (message: MessageEvent<unknown>) => {
        failures = 0;
        heard = message.lastEventId;
        tell({ type: 'opened', resumed: typeof message.data === 'string' && parseResumed(message.data) });
      });
      source.onmessage = (message: MessageEvent<unknown>) => {
        heard = message.lastEventId;
        const topics = typeof message.data === 'string' ? parseTopics(message.data) : [];
        if (topics.length > 0) tell({ type: 'changed', topics });
      };
      source.onerror = () => {
        tell({ type: 'lost' });
        // A refused stream is closed for good by the browser; a broken one too, so that the pauses are ours.
        source?.close();
        timer = setTimeout(connect, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
        failures += 1;
      };
    };

    const hurry = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      connect();
    };

    window.addEventListener('online', hurry);
    ended.addEventListener(
      'abort',
      () => {
        window.removeEventListener('online', hurry);
        clearTimeout(timer);
        source?.close();
        resolve();
      },
      { once: true },
    );
    connect();
  });
}

/** Named parser: a message of another tab, or null when it is not one of ours. */
function parseTabMessage(data: unknown): TabMessage | null {
  if (typeof data !== 'object' || data === null || !('type' in data)) return null;
  switch (data.type) {
    case 'opened':
      return { type: 'opened', resumed: 'resumed' in data && data.resumed === true };
    case 'lost':
    case 'who-leads':
      return { type: data.type };
  }
  if (data.type !== 'changed' || !('topics' in data) || !Array.isArray(data.topics)) return null;
  const named: readonly unknown[] = data.topics;
  return { type: 'changed', topics: LIVE_TOPICS.filter((topic) => named.includes(topic)) };
}
