import { PLAIN_HEADERS } from '@/server/platform/browser-security';
import { OPERATIONS } from '@/server/services/registry';
import type { Runtime } from '@/server/services/runtime';
import { HttpRefusal, newRequestId, problemResponse } from '../problem';
import { openApiDocument } from './document';

/** The document of this process, made when it is first asked for. */
let made: string | null = null;

/** Answers `/api/v1/openapi.json`: to anybody, because it says what the source says, and nothing of an account. */
export function openApiResponse(runtime: Runtime, request: Request): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const refusal = new HttpRefusal('method_not_allowed', 'This address takes GET.', { allow: 'GET' });
    return problemResponse(refusal, newRequestId(), runtime.log);
  }
  made ??= JSON.stringify(openApiDocument(OPERATIONS, runtime.environment.origin));
  return new Response(request.method === 'HEAD' ? null : made, {
    headers: { ...PLAIN_HEADERS, 'content-type': 'application/json', 'cache-control': 'no-cache' },
  });
}
