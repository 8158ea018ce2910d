import { LIVE_TOPICS, type LiveTopic } from '@/domain/live-topics';
import { type Heard, heardAt, heardSince, placeOf, withMessage } from './heard';
import { type LiveEvent, parseMissed, parseTopics, topicsIn } from './live-state';

const CHANNEL = 'parapet-live';
const RETRY_MS = [1000, 2000, 5000, 10_000, 30_000];

/** What tabs tell each other. */
type TabMessage =
  | { readonly type: 'opened'; readonly heard: Heard }
  | { readonly type: 'lost' }
  | { readonly type: 'who-leads' }
  | { readonly type: 'changed'; readonly topics: readonly LiveTopic[]; readonly place: string };

/** A page that follows the stream. */
interface Follower {
  readonly end: () => void;
  /** Answers have come that were read at a place: what has changed since then is told, or everything where nobody knows. */
  readonly arrived: (place: string) => void;
}

/**
 * Follows the server's stream with one connection per browser: the tab that holds the lock connects and tells the
 * others; when it closes, the next takes over. Without locks (plain http on a LAN name) every tab connects.
 *
 * @param place where the stream stood before the page was read: what has changed since then is told first
 */
export function followLive(url: string, place: string, tell: (event: LiveEvent) => void): Follower {
  const ended = new AbortController();
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel(CHANNEL) : null;
  let heard = heardAt(place);
  let leading: 'opened' | 'lost' | null = null;

  const hear = (said: TabMessage): void => {
    if (ended.signal.aborted) return;
    if (said.type === 'opened') {
      const missed = heardSince(said.heard, placeOf(heard));
      heard = said.heard;
      tell({ type: 'opened', missed });
    } else if (said.type === 'changed') {
      heard = withMessage(heard, said.place, said.topics);
      tell({ type: 'changed', topics: said.topics });
    } else if (said.type === 'lost') tell({ type: 'lost' });
  };
  const standing = (): TabMessage => (leading === 'opened' ? { type: 'opened', heard } : { type: 'lost' });

  if (channel !== null) {
    channel.onmessage = (message: MessageEvent<unknown>) => {
      const said = parseTabMessage(message.data);
      if (said === null) return;
      if (said.type !== 'who-leads') hear(said);
      else if (leading !== null) channel.postMessage(standing());
    };
    channel.postMessage({ type: 'who-leads' } satisfies TabMessage);
  }

  const lead = () =>
    holdConnection(url, ended.signal, {
      place: () => placeOf(heard),
      opened: (at, missed) => {
        leading = 'opened';
        const known = missed === null ? heardAt(at) : withMessage(heard, at, missed);
        const said = { type: 'opened', heard: known } as const;
        hear(said);
        channel?.postMessage(said);
      },
      lost: () => {
        leading = 'lost';
        hear({ type: 'lost' });
        channel?.postMessage({ type: 'lost' } satisfies TabMessage);
      },
      changed: (at, topics) => {
        const said = { type: 'changed', place: at, topics } as const;
        hear(said);
        channel?.postMessage(said);
      },
    });
  if ('locks' in navigator && channel !== null) {
    navigator.locks.request(CHANNEL, { signal: ended.signal }, lead).catch(() => undefined);
  } else {
    void lead();
  }

  return {
    end: () => {
      ended.abort();
      channel?.close();
    },
    arrived: (at) => {
      const missed = heardSince(heard, at);
      tell({ type: 'changed', topics: missed ?? LIVE_TOPICS });
    },
  };
}

/** What a connection tells; `place` says where it goes on. */
interface Listener {
  readonly place: () => string;
  readonly opened: (place: string, missed: readonly LiveTopic[] | null) => void;
  readonly lost: () => void;
  readonly changed: (place: string, topics: readonly LiveTopic[]) => void;
}

/** Keeps one connection open, trying again with growing pauses, until it is ended. */
function holdConnection(url: string, ended: AbortSignal, listener: Listener): Promise<void> {
  return new Promise((resolve) => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;

    const connect = () => {
      source = new EventSource(`${url}?after=${encodeURIComponent(listener.place())}`);
      source.addEventListener('hello', (message: MessageEvent<unknown>) => {
        failures = 0;
        const { lastEventId, data } = message;
        listener.opened(lastEventId, typeof data === 'string' ? parseMissed(data) : null);
      });
      source.onmessage = ({ lastEventId, data }: MessageEvent<unknown>) => {
        const topics = typeof data === 'string' ? parseTopics(data) : [];
        if (topics.length > 0) listener.changed(lastEventId, topics);
      };
      source.onerror = lose;
    };

    const lose = () => {
      listener.lost();
      // A refused stream is closed for good by the browser; a broken one too, so that the pauses are ours.
      source?.close();
      clearTimeout(timer);
      timer = setTimeout(connect, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
      failures += 1;
    };

    const hurry = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      connect();
    };

    // A stream over a network that is gone breaks only after minutes.
    window.addEventListener('offline', lose);
    window.addEventListener('online', hurry);
    ended.addEventListener(
      'abort',
      () => {
        window.removeEventListener('offline', lose);
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

/** A message of another tab, which may be of another release; null when it is not one of ours. */
function parseTabMessage(data: unknown): TabMessage | null {
  if (typeof data !== 'object' || data === null || !('type' in data)) return null;
  switch (data.type) {
    case 'opened':
      return { type: 'opened', heard: ('heard' in data ? parseHeard(data.heard) : null) ?? heardAt('') };
    case 'lost':
    case 'who-leads':
      return { type: data.type };
    case 'changed': {
      const place = 'place' in data && typeof data.place === 'string' ? data.place : '';
      return { type: 'changed', topics: topicsIn('topics' in data ? data.topics : null), place };
    }
    default:
      return null;
  }
}

function parseHeard(data: unknown): Heard | null {
  if (typeof data !== 'object' || data === null) return null;
  if (!('epoch' in data && 'from' in data && 'to' in data && 'messages' in data)) return null;
  const { epoch, from, to, messages } = data;
  if (typeof epoch !== 'string' || typeof from !== 'number' || typeof to !== 'number') return null;
  if (!Array.isArray(messages)) return null;
  const said: readonly unknown[] = messages;
  return { epoch, from, to, messages: said.flatMap(parseHeardMessage) };
}

function parseHeardMessage(data: unknown): Heard['messages'] {
  if (typeof data !== 'object' || data === null || !('count' in data && 'topics' in data)) return [];
  return typeof data.count === 'number' ? [{ count: data.count, topics: topicsIn(data.topics) }] : [];
}
