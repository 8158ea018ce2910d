import { spawn, spawnSync } from 'node:child_process';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { freePort } from '@/scripts/free-port.mjs';

const PROGRAMS = ['redis-server', 'valkey-server'];

/** The Redis of this test run, without a file on disk. */
export interface TestRedis {
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

function installedProgram(): string {
  const found = PROGRAMS.find((name) => spawnSync(name, ['--version']).status === 0);
  if (found === undefined) {
    throw new Error(
      'These tests need Redis: install the package "redis-server" (or "valkey") and run them again.',
    );
  }
  return found;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}

/**
 * Starts a Redis of its own on the loopback address and waits until it answers.
 * @param port a free one unless given, so that a test can bring a killed Redis back where it was
 */
export async function startRedis(port?: number): Promise<TestRedis> {
  const chosen = port ?? (await freePort());
  const args = [
    '--port',
    String(chosen),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    tmpdir(),
  ];
  const child = spawn(installedProgram(), [...args, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const deadline = Date.now() + 10_000;
  while (!(await answers(chosen))) {
    if (child.exitCode !== null) throw new Error(`Redis did not start on port ${chosen}.`);
    if (Date.now() > deadline) throw new Error('Redis did not answer within 10 seconds.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return {
    url: `redis://127.0.0.1:${chosen}`,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
