import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type Pairs = readonly (readonly [name: string, value: string])[];

/** What the signature of one request covers. Names and values of parameters are decoded. */
export interface SignedRequest {
  readonly method: string;
  /** The Host header as it came, with or without a port. */
  readonly host: string;
  /** Path as sent, without the query. */
  readonly path: string;
  readonly query: Pairs;
  readonly body: string;
  readonly contentType: string;
  /** The date the client signed: the Date header, or X-Duo-Date where it is sent. */
  readonly date: string;
  readonly duoHeaders: Pairs;
}

function percentEncode(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    encoded += /[A-Za-z0-9._~-]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/**
 * Parameters as one line: sorted by name, values of a repeated name either in the order they came (the Node client)
 * or sorted (Python and Go clients).
 */
export function canonicalParameters(pairs: Pairs, repeatedValues: 'as sent' | 'sorted'): string {
  const encoded = pairs.map(([name, value]) => [percentEncode(name), percentEncode(value)] as const);
  return encoded
    .map((pair, position) => ({ pair, position }))
    .sort((left, right) => {
      const byName = byText(left.pair[0], right.pair[0]);
      if (byName !== 0) return byName;
      const byValue = repeatedValues === 'sorted' ? byText(left.pair[1], right.pair[1]) : 0;
      return byValue !== 0 ? byValue : left.position - right.position;
    })
    .map(({ pair }) => `${pair[0]}=${pair[1]}`)
    .join('&');
}

const sha512 = (text: string): string => createHash('sha512').update(text, 'utf8').digest('hex');

/** SHA-512 of the x-duo headers as signature version 5 wants them: lower-case, sorted, joined by NUL. */
export function duoHeadersHash(headers: Pairs): string {
  const wanted = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('x-duo-'))
    .sort((left, right) => byText(left[0], right[0]));
  return sha512(wanted.flat().join('\0'));
}

function decodeForm(text: string): Pairs {
  return [...new URLSearchParams(text)];
}

function uniqueHosts(host: string): string[] {
  const lower = host.toLowerCase();
  return [...new Set([lower, lower.replace(/:\d+$/, '')])];
}

/**
 * Every signature that Duo would accept for this request, as lower-case hex. Some endpoints are newer than version 2 and
 * take version 5 only.
 */
export function acceptedSignatures(
  request: SignedRequest,
  secretKey: string,
  onlyVersion5 = false,
): string[] {
  const hmac = (digest: 'sha1' | 'sha512', text: string): string =>
    createHmac(digest, secretKey).update(text, 'utf8').digest('hex');
  const isForm = request.contentType.toLowerCase().startsWith('application/x-www-form-urlencoded');
  const version2Pairs = isForm ? [...request.query, ...decodeForm(request.body)] : request.query;
  const signatures: string[] = [];
  for (const host of uniqueHosts(request.host)) {
    const head = [request.date, request.method.toUpperCase(), host, request.path];
    for (const order of ['as sent', 'sorted'] as const) {
      const version2 = [...head, canonicalParameters(version2Pairs, order)].join('\n');
      const version5 = [
        ...head,
        canonicalParameters(request.query, order),
        sha512(request.body),
        duoHeadersHash(request.duoHeaders),
      ].join('\n');
      signatures.push(hmac('sha512', version5));
      if (!onlyVersion5) signatures.push(hmac('sha512', version2), hmac('sha1', version2));
    }
  }
  return signatures;
}

/** Whether `signature` (hex) is one that the secret key makes for the request, by version 2 or 5. */
export function isSignedBy(
  request: SignedRequest,
  signature: string,
  secretKey: string,
  onlyVersion5 = false,
): boolean {
  const given = Buffer.from(signature.toLowerCase(), 'utf8');
  return acceptedSignatures(request, secretKey, onlyVersion5).some((accepted) => {
    const expected = Buffer.from(accepted, 'utf8');
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}
