import { PLAIN_HEADERS } from '@/server/platform/browser-security';
import type { Logger } from '@/server/platform/logger';
import { problemResponse } from './problem';

/** How an answer in lines is asked for, and what it is. */
export const LINES = 'application/x-ndjson';

/**
 * Answers with a line of JSON for each part that the work reports, as soon as it does: `{"part": …}`, and at the end
 * `{"answer": …}` or `{"problem": …}`. What fails before the first part is thrown, so that it is refused like any
 * other request; `onEnd` is told of every other end, with the error or null.
 * @throws whatever the work throws before it has reported anything
 */
export async function answerInLines(
  work: (watch: (part: unknown) => void) => Promise<unknown>,
  { requestId, log, onEnd }: { requestId: string; log: Logger; onEnd: (error: unknown) => void },
): Promise<Response> {
  const encoder = new TextEncoder();
  const lines = new TransformStream<Uint8Array, Uint8Array>(undefined, undefined, { highWaterMark: 256 });
  const writer = lines.writable.getWriter();
  // Whoever asked may have gone; the work then ends for nobody.
  const write = (line: object): void =>
    void writer.write(encoder.encode(`${JSON.stringify(line)}\n`)).catch(() => undefined);
  const end = (): void => void writer.close().catch(() => undefined);

  await new Promise<void>((begin, refuse) => {
    let begun = false;
    const working = work((part) => {
      begun = true;
      write({ part });
      begin();
    });
    working.then(
      (answer) => {
        onEnd(null);
        write({ answer });
        end();
        begin();
      },
      async (error: unknown) => {
        if (!begun) {
          refuse(error instanceof Error ? error : new Error(String(error)));
          return;
        }
        onEnd(error);
        const problem: unknown = await problemResponse(error, requestId, log).json();
        write({ problem });
        end();
      },
    );
  });
  return new Response(lines.readable, {
    headers: {
      ...PLAIN_HEADERS,
      'content-type': LINES,
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': requestId,
    },
  });
}
