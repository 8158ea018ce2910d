import net from 'node:net';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** One numeric address and port. */
export interface DialTarget extends ResolvedAddress {
  readonly port: number;
}

/** Opens a socket to one address. The only way in which the guarded client reaches the network. */
export type Dial = (target: DialTarget) => net.Socket;

/** The address is numeric, so that no name is looked up behind the check. */
export const dialDirectly: Dial = ({ address, family, port }) => net.connect({ host: address, family, port });

/** How long an address has before the next one is tried beside it, in milliseconds (RFC 8305, section 5). */
const HEAD_START_MS = 250;

/**
 * A connected socket to the first of these addresses that answers. Addresses are tried in their order, IPv6 and IPv4
 * by turns: the next one at once when one fails, and after a quarter of a second beside one that stays silent.
 * Rejects with the network error that says most, or when `signal` aborts. Opens no socket to anything else.
 */
export function connectToFirst(
  addresses: readonly ResolvedAddress[],
  port: number,
  dial: Dial,
  signal: AbortSignal,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const waiting = byTurns(addresses);
    const trying = new Set<net.Socket>();
    const errors: Error[] = [];
    let timer: NodeJS.Timeout | undefined;

    function settle(): void {
      clearTimeout(timer);
      waiting.length = 0;
      signal.removeEventListener('abort', abort);
      for (const socket of trying) socket.destroy();
    }
    function abort(): void {
      settle();
      reject(new Error('aborted'));
    }
    function tryNext(): void {
      clearTimeout(timer);
      const address = waiting.shift();
      if (address === undefined) {
        if (trying.size > 0) return;
        settle();
        reject(mostTelling(errors));
        return;
      }
      const socket = dial({ ...address, port });
      trying.add(socket);
      // Stays on: between connecting and being taken over, an error without a listener would end the process.
      socket.on('error', (error) => {
        if (!trying.delete(socket)) return;
        errors.push(error);
        tryNext();
      });
      socket.once('connect', () => {
        trying.delete(socket);
        settle();
        resolve(socket);
      });
      timer = setTimeout(tryNext, HEAD_START_MS);
    }

    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    tryNext();
  });
}

/** The first family of the resolver leads, the other follows by turns: one dead family costs one attempt. */
function byTurns(addresses: readonly ResolvedAddress[]): ResolvedAddress[] {
  const leading = addresses.filter(({ family }) => family === addresses[0]?.family);
  const following = addresses.filter(({ family }) => family !== addresses[0]?.family);
  return Array.from({ length: Math.max(leading.length, following.length) }, (_, turn) => [
    ...leading.slice(turn, turn + 1),
    ...following.slice(turn, turn + 1),
  ]).flat();
}

/** A machine without IPv6 fails there at once; what the other family met tells more. */
const TELLING = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH'];

function mostTelling(errors: readonly Error[]): Error {
  const byCode = (code: string) => errors.find((error) => 'code' in error && error.code === code);
  return TELLING.map(byCode).find((error) => error !== undefined) ?? errors[0] ?? new Error('no address');
}
