import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';

declare global {
  var parapetPeerHeader: string | undefined;
  var parapetForwardedHeader: string | undefined;
}

/**
 * Next.js hides the socket from its handlers, so the observer of the HTTP server writes the peer's address into a
 * header. Its name is random in each process: nobody outside can send it.
 */
export function peerHeader(): string {
  return (globalThis.parapetPeerHeader ??= `x-parapet-peer-${randomUUID()}`);
}

/**
 * Says, in the same way, that the request came with a header of a proxy: Next.js adds X-Forwarded-For to those that have
 * none, so its handlers cannot tell.
 */
export function forwardedHeader(): string {
  return (globalThis.parapetForwardedHeader ??= `x-parapet-forwarded-${randomUUID()}`);
}

/**
 * The network address a request came from, or null where it is not known. With `trustedProxies` reverse proxies in
 * front, the entry that the outermost of them added to X-Forwarded-For; with none that header is not believed.
 */
export function clientAddress(
  headers: { get(name: string): string | null },
  trustedProxies: number,
): string | null {
  const peer = addressOf(headers.get(peerHeader()));
  if (trustedProxies === 0) return peer;
  const forwarded = (headers.get('x-forwarded-for') ?? '').split(',').map(addressOf);
  return forwarded.at(-trustedProxies) ?? peer;
}

/** Whether the request came from this machine itself, with no word of a proxy between. */
export function isFromThisMachine(headers: { get(name: string): string | null }): boolean {
  if (headers.get(forwardedHeader()) !== null) return false;
  const peer = addressOf(headers.get(peerHeader()));
  return peer === '::1' || (peer?.startsWith('127.') ?? false);
}

/** An address without port, brackets or the prefix of a mapped IPv4 one; null when it is none. */
function addressOf(text: string | null): string | null {
  const bare = (text ?? '')
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(bare) === 0 ? null : bare.toLowerCase();
}
