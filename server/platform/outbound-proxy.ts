import { isIP } from 'node:net';

/** The HTTP proxy that requests to vendors go through. */
export interface OutboundProxy {
  /** Whether the way to the proxy is itself encrypted (`https://` in the setting). */
  readonly secure: boolean;
  /** A name, or a numeric address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Value of Proxy-Authorization, which holds user and password; null where the proxy asks for none. */
  readonly authorization: string | null;
  /** `host:port`, the only form of it that is shown or logged. */
  readonly label: string;
}

type ParsedProxy =
  { readonly ok: true; readonly proxy: OutboundProxy } | { readonly ok: false; readonly fault: string };

/** Reads `http(s)://user:password@host:port`. The fault is a sentence that repeats no part of the value. */
export function parseOutboundProxy(text: string): ParsedProxy {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol))
    return refuse('write it as http://host:port or https://host:port.');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return refuse('leave out everything behind the port.');
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  if (port === 0) return refuse('the port must not be 0.');
  const authorization = basicAuthorization(url);
  if (authorization === undefined)
    return refuse(
      'write special characters of user and password in percent form (@ as %40); the user has no colon.',
    );
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { ok: true, proxy: { secure, host, port, authorization, label: `${url.hostname}:${port}` } };
}

/** Null without a user; undefined where user and password cannot be sent. */
function basicAuthorization(url: URL): string | null | undefined {
  if (url.username === '' && url.password === '') return null;
  try {
    const user = decodeURIComponent(url.username);
    const password = decodeURIComponent(url.password);
    if (user === '' || user.includes(':') || /\p{Cc}/u.test(user + password)) return undefined;
    return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  } catch {
    return undefined;
  }
}

function refuse(fault: string): ParsedProxy {
  return { ok: false, fault };
}

const HOST_OR_SUFFIX = /^\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

/** Reads `host, .suffix, …`. Null when an entry is neither a name nor a suffix. */
export function parseProxyExceptions(text: string): readonly string[] | null {
  const entries = text
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
  return entries.every((entry) => HOST_OR_SUFFIX.test(entry) && isIP(entry) === 0) ? entries : null;
}

/** Whether a host is reached without the proxy: it is named, or ends in a suffix that begins with a dot. */
export function isProxyException(host: string, exceptions: readonly string[]): boolean {
  return exceptions.some((entry) => (entry.startsWith('.') ? host.endsWith(entry) : host === entry));
}
