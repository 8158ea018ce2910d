import { createHash, createHmac } from 'node:crypto';

/** The ways to sign that Duo accepts, in the order in which they are tried. */
export const SIGNATURE_SCHEMES = ['v5-sha512', 'v2-sha512', 'v2-sha1'] as const;

export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];

/** What is signed. `date` must be sent as the Date header exactly as it stands here. */
export interface SignInput {
  readonly scheme: SignatureScheme;
  readonly ikey: string;
  readonly skey: string;
  /** RFC 2822 date. */
  readonly date: string;
  readonly method: string;
  /** In any case; signed in lower case. */
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  /** Query parameters, or form parameters where a scheme of version 2 signs a body. */
  readonly params?: Readonly<Record<string, string | readonly string[]>>;
  /** Exact bytes of a JSON body; version 5 only. Empty for GET. */
  readonly body?: string;
  /** Headers to be sent; of these, version 5 signs those named `x-duo-…`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Value of the Authorization header. Source: Duo's Admin API documentation and official clients' test vectors. */
export function signRequest(input: SignInput): string {
  return `Basic ${Buffer.from(`${input.ikey}:${signature(input)}`, 'utf8').toString('base64')}`;
}

/** Lower-case hex HMAC of the canonical request. */
export function signature(input: SignInput): string {
  const digest = input.scheme === 'v2-sha1' ? 'sha1' : 'sha512';
  return createHmac(digest, input.skey).update(canonicalRequest(input), 'utf8').digest('hex');
}

/** The lines that are signed: five in version 2; version 5 adds hashes of body and `x-duo-` headers. */
export function canonicalRequest(input: SignInput): string {
  const lines = [
    input.date,
    input.method.toUpperCase(),
    input.host.toLowerCase(),
    input.path,
    canonicalParams(input.params ?? {}),
  ];
  if (input.scheme === 'v5-sha512') {
    lines.push(sha512(input.body ?? ''), canonicalHeadersHash(input.headers ?? {}));
  }
  return lines.join('\n');
}

/** Parameters sorted by encoded key, then by encoded value. It is also the query string to send. */
export function canonicalParams(params: Readonly<Record<string, string | readonly string[]>>): string {
  return Object.entries(params)
    .flatMap(([key, value]) =>
      (typeof value === 'string' ? [value] : value).map((one) => [encode(key), encode(one)]),
    )
    .sort(
      ([keyA = '', valueA = ''], [keyB = '', valueB = '']) => compare(keyA, keyB) || compare(valueA, valueB),
    )
    .map((pair) => pair.join('='))
    .join('&');
}

/** Hash of the `x-duo-` headers: lower-case names, sorted, name and value joined by NUL. */
export function canonicalHeadersHash(headers: Readonly<Record<string, string>>): string {
  const parts = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('x-duo-'))
    .sort(([a], [b]) => compare(a, b))
    .flat();
  return sha512(parts.join('\0'));
}

/** RFC 3986: only `A-Z a-z 0-9 - . _ ~` stay as they are; hex digits in upper case. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha512(text: string): string {
  return createHash('sha512').update(text, 'utf8').digest('hex');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
