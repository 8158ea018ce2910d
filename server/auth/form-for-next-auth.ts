import { NextRequest } from 'next/server';
import { z } from 'zod';

const textSchema = z.string().optional().catch(undefined);
/** What next-auth itself reads of a form. */
const readSchema = z.object({ csrfToken: textSchema, callbackUrl: textSchema });

/**
 * The request as next-auth is to see it: with the fields that it reads, where they are text, and the answer asked for as
 * JSON. What else was sent goes to the operations, which check it: it may be nested deeper than can be written out again.
 */
export function formForNextAuth(
  request: Request,
  fields: Readonly<Record<string, unknown>> | null,
): NextRequest {
  if (fields === null) return new NextRequest(request.url, { headers: request.headers });
  const headers = new Headers(request.headers);
  headers.set('content-type', 'application/json');
  headers.delete('content-length');
  return new NextRequest(request.url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ ...readSchema.parse(fields), json: 'true' }),
  });
}
