import type { IncomingMessage } from 'node:http';

const MAX_BYTES = 64 * 1024 * 1024;

/** The whole body as text. Throws when it is larger than 64 MB. */
export async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAX_BYTES) throw new Error('The request body is larger than 64 MB.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
