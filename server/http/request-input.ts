import { Refusal } from '@/domain/refusal';
import { HttpRefusal } from './problem';

const BODY_LIMIT = 1_048_576;

/**
 * The body of a change as an object; an absent body is an empty one.
 * @throws HttpRefusal when it is larger than 1 MiB or not declared as JSON; Refusal when it is not JSON
 */
export async function jsonBody(request: Request): Promise<Record<string, unknown>> {
  const text = await limitedText(request);
  if (text === '') return {};
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new HttpRefusal(
      'unsupported_media_type',
      'Send the body as JSON, with Content-Type: application/json.',
    );
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refusal(
      'invalid_input',
      'The body is not JSON. Check its quotes, commas and braces and send it again.',
    );
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Refusal('invalid_input', 'The body must be a JSON object, as in {"name": "…"}.');
  return { ...body };
}

/** The text of a body, never more than 1 MiB of it in memory. @throws HttpRefusal */
export async function limitedText(request: Request): Promise<string> {
  return (await limitedBytes(request)).toString('utf8');
}

/** The bytes of a body, never more than 1 MiB of them in memory. @throws HttpRefusal */
export async function limitedBytes(request: Request): Promise<Buffer> {
  const tooLarge = new HttpRefusal('body_too_large', 'The body is larger than 1 MB. Send less at a time.');
  if (Number(request.headers.get('content-length') ?? 0) > BODY_LIMIT) throw tooLarge;
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.byteLength;
    if (size > BODY_LIMIT) {
      await reader.cancel();
      throw tooLarge;
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks);
}

/** The query as an object; a name that stands twice becomes a list. */
export function queryInput(search: URLSearchParams): Record<string, unknown> {
  const names = new Set(search.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const values = search.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
