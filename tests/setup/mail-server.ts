import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { type Mailer, openMailer } from '@/server/platform/mailer';

/** A mail server that keeps what it takes. */
export interface TestMailServer {
  readonly mailer: Mailer;
  /** The letters that it took, in order. */
  letters: string[];
  /** What it answers to an address, where it does not take it. */
  refusal: number | null;
  close(): Promise<void>;
}

/** Opens a mail server on this machine, with a way to it. */
export async function openMailServer(): Promise<TestMailServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, done) =>
      done(opened.refusal === null ? null : Object.assign(new Error('no'), { responseCode: opened.refusal })),
    onData: (stream, _session, done) => {
      void text(stream).then((letter) => {
        opened.letters.push(letter.replace(/=\r?\n/g, '').replaceAll('=3D', '='));
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on a port.');
  const mailer = openMailer({ url: `smtp://127.0.0.1:${address.port}`, from: 'Parapet <p@example.com>' });
  const opened: TestMailServer = {
    ...{ mailer, letters: [], refusal: null },
    close: async () => {
      mailer.close();
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
  return opened;
}
