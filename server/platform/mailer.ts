import { connect } from 'node:net';
import { createTransport } from 'nodemailer';

/** A letter in plain text. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** What the letter is known by, the same for each try to send it; made anew where it is left out. */
  readonly messageId?: string;
}

/** Sends letters over the SMTP server of the settings. */
export interface Mailer {
  /** @throws Error where the server does not take it */
  send(letter: Letter): Promise<void>;
  close(): void;
}

const WITHIN_MS = 15_000;

/** However slowly a server answers, byte by byte, a letter is sent within this or not at all: then its connection is cut. */
export const MOST_SENDING_MS = 60_000;

/** Opens the way to an SMTP server, `smtps://` or `smtp://`, which has to offer STARTTLS unless it is on this machine. */
export function openMailer({
  url,
  from,
  within = MOST_SENDING_MS,
}: {
  readonly url: string;
  readonly from: string;
  /** How long one letter may take, in milliseconds. */
  readonly within?: number;
}): Mailer {
  const server = serverOf(url);
  // Never by `url`: beside that createTransport goes by no other option.
  const transport = createTransport({
    ...server,
    requireTLS: !['localhost', '127.0.0.1', '::1'].includes(server.host),
    connectionTimeout: WITHIN_MS,
    greetingTimeout: WITHIN_MS,
    socketTimeout: WITHIN_MS,
    // A letter is a string that we wrote: nothing in it is to be read from files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
    // One connection a letter, of ours, so that it can be cut; TLS is spoken over it as over any other.
    getSocket: (_options: unknown, done: (error: Error | null, socket: object) => void) => {
      const connection = connect({ host: server.host, port: server.port });
      const cut = setTimeout(() => connection.destroy(new Error('The mail server took too long.')), within);
      const refused = (error: Error): void => done(error, {});
      connection.setTimeout(WITHIN_MS, () =>
        connection.destroy(new Error('The mail server did not answer.')),
      );
      connection.once('close', () => clearTimeout(cut));
      connection.on('error', () => undefined);
      connection.once('error', refused);
      connection.once('connect', () => {
        connection.off('error', refused);
        connection.setTimeout(0);
        done(null, { connection });
      });
    },
  });
  return {
    send: async (letter) => {
      await transport.sendMail({ ...letter, from });
    },
    close: () => transport.close(),
  };
}

/** What an address of an SMTP server says: where it is, how it is spoken to, who signs in, and options of TLS as `?tls.name=value`. */
function serverOf(url: string) {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const secure = protocol === 'smtps:';
  const tls = [...searchParams].flatMap(([key, value]): [string, string | boolean][] =>
    key.startsWith('tls.') ? [[key.slice(4), value === 'true' || (value !== 'false' && value)]] : [],
  );
  return {
    secure,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    tls: Object.fromEntries(tls),
  };
}
