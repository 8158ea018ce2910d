import { PLAIN_HEADERS } from '@/server/platform/browser-security';
import type { Logger } from '@/server/platform/logger';
import type { Download } from '@/server/services/download';

/**
 * A file as an answer that browsers save and never show. What fails once it has begun breaks it off, so that half a
 * file is not taken for a whole one.
 */
export function downloadResponse(
  { fileName, contentType, pieces }: Download,
  { requestId, log, head }: { readonly requestId: string; readonly log: Logger; readonly head: boolean },
): Response {
  const iterator = pieces[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const next = await iterator.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      } catch (error) {
        log.error({ requestId, err: error }, 'a download broke off');
        controller.error(error);
      }
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
  return new Response(head ? null : body, {
    headers: {
      ...PLAIN_HEADERS,
      'content-type': contentType,
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
      'x-request-id': requestId,
    },
  });
}
