import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { change, changeInParts, read } from './request';

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

  it('that does not come is told of a read as one that is tried again, and of a change as one that may have been made', async () => {
    const gone = await answering('');
    await new Promise((resolve) => server?.close(resolve));
    await expect(read('hub', gone)).rejects.toThrow('tries again by itself');
    await expect(change('done', gone)).rejects.toThrow('may have been done');
  });

  it('to a change may be empty', async () => {
    await expect(change('done', await answering(''))).resolves.toBeNull();
  });
});

describe('an answer in parts', () => {
  const step = (id: string) => ({ step: id, label: id, state: 'ok', detail: '', remedy: null, ms: 1 });
  const lines = (...said: object[]) => said.map((line) => `${JSON.stringify(line)}\n`).join('');
  const heard: unknown[] = [];
  const ask = async (body: string) => {
    heard.length = 0;
    return changeInParts('probe', await answering(body), {}, (part) => heard.push(part));
  };

  it('tells of each part, and then is what came last', async () => {
    const result = { ok: true, steps: [step('host')], streams: [], fault: null };
    const body = lines({ part: step('host') }, { part: step('dns') }, { answer: result });
    await expect(ask(body)).resolves.toEqual(result);
    expect(heard).toEqual([step('host'), step('dns')]);
  });

  it('is a problem with the sentence of the server, where one came in its place', async () => {
    const problem = { code: 'conflict', detail: 'It is gone.', status: 409, errors: [] };
    await expect(ask(lines({ part: step('host') }, { problem }))).rejects.toMatchObject({
      code: 'conflict',
      message: 'It is gone.',
    });
    expect(heard).toHaveLength(1);
  });

  it('that breaks off, or is none of ours, is a problem with a sentence', async () => {
    await expect(ask(lines({ part: step('host') }))).rejects.toMatchObject({ code: 'unreachable' });
    await expect(ask('<html>\n</html>\n')).rejects.toMatchObject({ code: 'unreadable' });
    await expect(ask('{"other":1}\n')).rejects.toMatchObject({ code: 'unreadable' });
  });
});
