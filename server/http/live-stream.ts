import { Refusal } from '@/domain/refusal';
import { actorOf, addressOf } from '@/server/auth/session-actor';
import { PLAIN_HEADERS } from '@/server/platform/browser-security';
import { LIVE_TOPICS, type LiveTopic } from '@/domain/live-topics';
import { metrics } from '@/server/platform/metrics';
import { followLive } from '@/server/services/live/follow-live';
import { execute } from '@/server/services/operation';
import { HttpRefusal, newRequestId, problemResponse } from './problem';
import { noteRefusedRequest } from './refused-requests';
import { refuseForeignOrigin } from './same-origin';
import type { WebRuntime } from './web-runtime';

const HEARTBEAT_MS = 20_000;
/** For what is not announced: a session that runs out by itself. */
const SESSION_CHECK_MS = 30_000;
/** A browser needs one; so many only somebody who opens them on purpose. */
const STREAMS_PER_MEMBER = 20;

const open = new Map<string, number>();

/**
 * Server-sent events: `event: hello` when listening, then `data: {"topics":[…]}` for each change in the account. Each has an
 * id, its place. Who says in `Last-Event-ID` or as `?after=` from which place on, where the page was read or the connection
 * broke, is told by `hello` what was missed, `{"missed":[…]}`; null where that is not known. Ends with the browser, the session, or the process, and where the session
 * has gone on in another account. Whatever changes who may do what in the account is announced, and asks anew at once.
 */
export async function liveStream(web: WebRuntime, request: Request): Promise<Response> {
  const { runtime, live } = web;
  try {
    // A HEAD would open a stream that nobody reads.
    if (request.method !== 'GET')
      throw new HttpRefusal('method_not_allowed', 'This address takes GET.', { allow: 'GET' });
    refuseForeignOrigin(request, runtime.environment.origin);
    const { accountId, memberId } = await follower(web, request);
    if ((open.get(memberId) ?? 0) >= STREAMS_PER_MEMBER)
      throw new Refusal(
        'too_many_requests',
        'You have too many live pages open. Close some of them.',
        [],
        60,
      );

    const encoder = new TextEncoder();
    const ends: (() => void)[] = [];
    let ended = false;
    const body = new ReadableStream<Uint8Array>({
      start: async (controller) => {
        const send = (text: string): void => {
          if (!ended) controller.enqueue(encoder.encode(text));
        };
        const end = (): void => {
          if (ended) return;
          ended = true;
          for (const step of ends) step();
          controller.close();
        };
        count(memberId, 1);
        ends.push(() => count(memberId, -1));
        request.signal.addEventListener('abort', end);
        ends.push(live.onClose(end));
        const heart = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
        const ask = (): void =>
          void follower(web, request).then((now) => {
            if (now.accountId !== accountId) end();
          }, end);
        const check = setInterval(ask, SESSION_CHECK_MS);
        ends.push(
          () => clearInterval(heart),
          () => clearInterval(check),
        );
        const tell = (said: readonly LiveTopic[] | 'everything', place: string): void => {
          const topics = said === 'everything' ? LIVE_TOPICS : said;
          send(`id: ${place}\ndata: ${JSON.stringify({ topics })}\n\n`);
          if (topics.includes('members')) ask();
        };
        try {
          const unsubscribe = await live.subscribe(accountId, tell);
          if (ended) unsubscribe();
          else ends.push(unsubscribe);
          const heard = lastHeard(request);
          const missed = heard === null ? null : live.since(accountId, heard);
          send(`retry: 2000\nid: ${live.place()}\nevent: hello\ndata: ${JSON.stringify({ missed })}\n\n`);
        } catch (error) {
          runtime.log.warn({ err: error }, 'live messages are not available');
          end();
        }
      },
      cancel: () => {
        ended = true;
        for (const step of ends) step();
      },
    });
    return new Response(body, {
      headers: {
        ...PLAIN_HEADERS,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        // When the stream ends so does its connection: kept alive, it would hold up the end of the process.
        connection: 'close',
      },
    });
  } catch (error) {
    const requestId = newRequestId();
    noteRefusedRequest(runtime, error, {
      ...{ of: 'live stream', requestId, address: addressOf(runtime, request.headers) },
    });
    return problemResponse(error, requestId, runtime.log);
  }
}

/** The place from which a browser wants to be told; null when it names none. */
function lastHeard(request: Request): string | null {
  return request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('after');
}

async function follower({ runtime }: WebRuntime, request: Request) {
  const actor = await actorOf(runtime, request.headers, false);
  return execute(followLive, { actor, runtime, input: {} });
}

function count(memberId: string, change: 1 | -1): void {
  const now = (open.get(memberId) ?? 0) + change;
  if (now === 0) open.delete(memberId);
  else open.set(memberId, now);
  metrics().liveStreams.inc(change);
}
