import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { WORKER_COMMAND } from '@/scripts/worker-command.mjs';

const TSX = ['--import', 'tsx'];
const IKEY = 'DIBENCHBENCHBENCH001';
const SKEY = 'benchbenchbenchbenchbenchbenchbenchbench';
const TOKEN = 'control-token-of-the-bench';

const readyLine = z.object({ ready: z.literal(true), port: z.number(), controlPort: z.number() });

/** A simulator in a process of its own. */
export interface BenchSimulator {
  readonly pid: number;
  readonly host: string;
  readonly ikey: string;
  readonly skey: string;
  /** Calls its control endpoint, as in `GET /state`. Throws where it refuses. */
  control(call: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts the simulator with known keys and these flags, and waits until it is ready. */
export async function startSimulator(flags: readonly string[]): Promise<BenchSimulator> {
  const keys = ['--ikey', IKEY, '--skey', SKEY, '--control-port', '0', '--control-token', TOKEN];
  const child = spawn(process.execPath, [...TSX, 'simulator/main.ts', '--port', '0', ...keys, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = z.tuple([z.string()]).parse(await once(createInterface({ input: child.stdout }), 'line'));
  const ready = readyLine.parse(JSON.parse(line));
  return {
    pid: child.pid ?? 0,
    host: `127.0.0.1:${ready.port}`,
    ikey: IKEY,
    skey: SKEY,
    control: async (call, body) => {
      const [method = 'GET', path = '/'] = call.split(' ');
      const response = await fetch(`http://127.0.0.1:${ready.controlPort}${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const reply: unknown = await response.json();
      if (!response.ok) throw new Error(`The simulator refused ${call}: ${JSON.stringify(reply)}`);
      return reply;
    },
    stop: () => stopProcess(child),
  };
}

/** A worker, as the product starts it. */
export interface BenchWorker {
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts the product's worker with these settings. */
export function startWorker(settings: Readonly<Record<string, string>>): BenchWorker {
  const flags = (process.env['PARAPET_BENCH_WORKER_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
  const child = spawn(process.execPath, [...flags, ...WORKER_COMMAND], {
    env: { ...process.env, NODE_ENV: 'production', ...settings },
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  return { pid: child.pid ?? 0, stop: () => stopProcess(child) };
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(late);
}
