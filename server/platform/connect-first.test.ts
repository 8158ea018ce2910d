import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connectToFirst, type Dial } from '@/server/platform/connect-first';

type Behaviour = 'answers' | 'silent' | 'ECONNREFUSED' | 'ENETUNREACH' | 'EHOSTUNREACH';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A network in which each address behaves as told, and the order in which they were tried. */
async function network(behaviours: Readonly<Record<string, Behaviour>>) {
  const server = net.createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
  const tried: string[] = [];
  const sockets = new Map<string, net.Socket>();
  const dial: Dial = ({ address, port: wanted }) => {
    tried.push(`${address} ${wanted}`);
    const behaviour = behaviours[address];
    const socket = behaviour === 'answers' ? net.connect(port, '127.0.0.1') : new net.Socket();
    sockets.set(address, socket);
    if (behaviour !== 'answers' && behaviour !== 'silent')
      setImmediate(() => socket.destroy(Object.assign(new Error(behaviour), { code: behaviour })));
    return socket;
  };
  closers.push(() => {
    server.close();
    for (const socket of sockets.values()) socket.destroy();
  });
  const addresses = Object.keys(behaviours).map((address) => ({ address, family: net.isIP(address) }));
  return {
    tried,
    sockets,
    connect: (signal = AbortSignal.timeout(5_000)) => connectToFirst(addresses, 443, dial, signal),
  };
}

describe('connectToFirst', () => {
  it('goes to the first address, and opens nothing else, when that answers', async () => {
    const { connect, tried, sockets } = await network({ '1.1.1.1': 'answers', '1.0.0.1': 'answers' });
    expect(await connect()).toBe(sockets.get('1.1.1.1'));
    expect(tried).toEqual(['1.1.1.1 443']);
  });

  it('goes on at once when an address fails, with the other family first', async () => {
    const { connect, tried, sockets } = await network({
      '2606:4700::1': 'ENETUNREACH',
      '2606:4700::2': 'ENETUNREACH',
      '1.1.1.1': 'ECONNREFUSED',
      '1.0.0.1': 'answers',
    });
    expect(await connect()).toBe(sockets.get('1.0.0.1'));
    expect(tried).toEqual(['2606:4700::1 443', '1.1.1.1 443', '2606:4700::2 443', '1.0.0.1 443']);
  });

  it('passes by an address that stays silent, and leaves no socket behind', async () => {
    const { connect, sockets } = await network({ '2606:4700::1': 'silent', '1.1.1.1': 'answers' });
    expect(await connect()).toBe(sockets.get('1.1.1.1'));
    expect(sockets.get('2606:4700::1')?.destroyed).toBe(true);
    expect(sockets.get('1.1.1.1')?.destroyed).toBe(false);
  });

  it.each([
    { order: ['ENETUNREACH', 'ECONNREFUSED'], said: 'ECONNREFUSED' },
    { order: ['EHOSTUNREACH', 'ENETUNREACH'], said: 'EHOSTUNREACH' },
    { order: ['ENETUNREACH', 'ENETUNREACH'], said: 'ENETUNREACH' },
  ] as const)('says $said when the addresses fail with $order', async ({ order, said }) => {
    const { connect } = await network({ '2606:4700::1': order[0], '1.1.1.1': order[1] });
    await expect(connect()).rejects.toMatchObject({ code: said });
  });

  it('tries nothing more and closes what it opened when it is called off', async () => {
    const { connect, tried, sockets } = await network({ '1.1.1.1': 'silent', '1.0.0.1': 'silent' });
    const cancel = new AbortController();
    const connecting = connect(cancel.signal);
    cancel.abort();
    await expect(connecting).rejects.toThrow('aborted');
    await new Promise((done) => setTimeout(done, 300));
    expect(tried).toEqual(['1.1.1.1 443']);
    expect(sockets.get('1.1.1.1')?.destroyed).toBe(true);
    await expect(connect(cancel.signal)).rejects.toThrow('aborted');
    expect(tried).toHaveLength(1);
  });

  it('has nothing to say but that there is no address, where there is none', async () => {
    const { connect } = await network({});
    await expect(connect()).rejects.toThrow('no address');
  });
});
