import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { change, read } from './request';

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that gives every request this body. */
async function answering(body: string): Promise<string> {
  const opened = createServer((_request, response) => response.end(body));
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${portOf(opened.address())}/`;
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('It listens on a port.');
  return address.port;
}

describe('an answer', () => {
  it('is what the server sent', async () => {
    const hub = { worker: null, integrations: [] };
    await expect(read('hub', await answering(JSON.stringify(hub)))).resolves.toEqual(hub);
  });

  it.each(['<html>Sign in to the hotel</html>', '', '"text"', '[]'])(
    'that is none of ours is a problem with a sentence: %s',
    async (body) => {
      await expect(read('hub', await answering(body))).rejects.toMatchObject({ code: 'unreadable' });
    },
  );

  it('to a change may be empty', async () => {
    await expect(change('done', await answering(''))).resolves.toBeNull();
  });
});
