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

/** Opens the way to an SMTP server, `smtps://` or `smtp://`, which has to offer STARTTLS unless it is on this machine. */
export function openMailer({ url, from }: { readonly url: string; readonly from: string }): Mailer {
  const transport = createTransport({
    url,
    requireTLS: !['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname),
    connectionTimeout: WITHIN_MS,
    greetingTimeout: WITHIN_MS,
    socketTimeout: WITHIN_MS,
    // A letter is a string that we wrote: nothing in it is to be read from files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (letter) => {
      await transport.sendMail({ ...letter, from });
    },
    close: () => transport.close(),
  };
}
