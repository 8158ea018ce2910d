import type { IncomingMessage } from 'node:http';
import { fail, type Answer } from './errors';
import { isSignedBy, type Pairs } from './verify-signature';

const MAX_SKEW_MS = 5 * 60_000;

/** A request taken apart: query decoded, body read. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Pairs;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
  /** The address it came from. */
  readonly address: string;
}

/** The key of the Admin API application that this Duo knows. */
export interface Key {
  readonly ikey: string;
  readonly skey: string;
}

const single = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? value.join(', ') : (value ?? '');

function basicCredentials(header: string): { ikey: string; signature: string } | null {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header.trim())?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon > 0 && colon < text.length - 1
    ? { ikey: text.slice(0, colon), signature: text.slice(colon + 1) }
    : null;
}

/**
 * Checks credentials in Duo's order: present (40101), key known (40102), date within five minutes (40105),
 * signature right (40103). Null when all is well. Without a key (the application was deleted) none is known.
 * `onlyVersion5`: a signature of version 2 is wrong here.
 */
export function authorise(
  request: ReceivedRequest,
  key: Key | null,
  now: number,
  onlyVersion5: boolean,
): Answer | null {
  const credentials = basicCredentials(single(request.headers.authorization));
  if (!credentials) return fail(40101);
  if (credentials.ikey !== key?.ikey) return fail(40102);
  const dates = [single(request.headers['x-duo-date']), single(request.headers.date)].filter(
    (date) => date !== '',
  );
  const fresh = dates.filter((date) => Math.abs(Date.parse(date) - now) <= MAX_SKEW_MS);
  if (fresh.length === 0) return fail(40105);
  const duoHeaders = Object.entries(request.headers)
    .filter(([name]) => name.startsWith('x-duo-'))
    .map(([name, value]) => [name, single(value)] as const);
  const signed = {
    method: request.method,
    host: single(request.headers.host),
    path: request.path,
    query: request.query,
    body: request.body,
    contentType: single(request.headers['content-type']),
    duoHeaders,
  };
  const right = fresh.some((date) =>
    isSignedBy({ ...signed, date }, credentials.signature, key.skey, onlyVersion5),
  );
  return right ? null : fail(40103);
}
