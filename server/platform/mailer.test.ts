import { once } from 'node:events';
import { createServer } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { describe, expect, it } from 'vitest';
import { openMailer } from './mailer';

const LETTER = { to: 'ada@example.com', subject: 'Hello', text: 'Hello' };
const FROM = 'Parapet <p@example.com>';

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('It listens on a port.');
  return address.port;
}

describe('a letter', () => {
  it('is given up in time by a server that answers byte by byte', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 slow\r\n250-');
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `smtp://127.0.0.1:${portOf(server.address())}`;
    const mailer = openMailer({ url, from: FROM, within: 300 });
    const began = performance.now();
    await expect(mailer.send(LETTER)).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(3_000);
    mailer.close();
    server.close();
  }, 10_000);

  const kinds: [string, SMTPServerOptions][] = [
    ['smtps', { secure: true }],
    ['smtp', {}],
  ];
  it.each(kinds)(
    'goes over TLS by %s://, and to nobody whose certificate is not trusted',
    async (scheme, how) => {
      const secured: boolean[] = [];
      const server = new SMTPServer({
        ...how,
        authOptional: true,
        onRcptTo: (_address, session, done) => {
          secured.push(session.secure);
          done();
        },
      });
      server.on('error', () => undefined);
      server.listen(0, '127.0.0.1');
      await once(server.server, 'listening');
      const url = `${scheme}://127.0.0.1:${portOf(server.server.address())}`;
      const trusting = openMailer({ url: `${url}?tls.rejectUnauthorized=false`, from: FROM });
      await trusting.send(LETTER);
      expect(secured).toEqual([true]);
      await expect(openMailer({ url, from: FROM }).send(LETTER)).rejects.toThrow(/certificate/i);
      await new Promise<void>((resolve) => server.close(resolve));
    },
  );

  it('is not sent without TLS to a server elsewhere, whatever that offers', async () => {
    const said: string[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 plain\r\n');
      socket.on('data', (chunk) => {
        said.push(chunk.toString());
        socket.write('250 plain\r\n');
      });
    }).listen(0, '127.0.0.2');
    await once(server, 'listening');
    // Another address of this machine, which counts as elsewhere.
    const url = `smtp://ada:secret@127.0.0.2:${portOf(server.address())}`;
    await expect(openMailer({ url, from: FROM }).send(LETTER)).rejects.toThrow();
    expect(said.join('')).toMatch(/^EHLO/);
    expect(said.join('')).not.toMatch(/AUTH|MAIL FROM|Hello/);
    server.close();
  });

  it('fails at once where nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `smtp://127.0.0.1:${portOf(server.address())}`;
    server.close();
    await expect(openMailer({ url, from: FROM }).send(LETTER)).rejects.toThrow(/ECONNREFUSED/);
  });
});
