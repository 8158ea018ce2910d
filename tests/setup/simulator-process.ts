import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TOKEN = 'control-token-of-this-test';
export const IKEY = 'DITESTTESTTESTTEST01';
export const SKEY = 'secretsecretsecretsecretsecretsecret0001';

const readyLine = z.object({
  ready: z.literal(true),
  port: z.number(),
  records: z.number(),
  controlPort: z.number(),
});
/** A simulator in a process of its own. */
export interface Simulator {
  readonly process: ChildProcess;
  readonly port: number;
  readonly controlPort: number;
  readonly records: number;
  control(call: string, body?: unknown): Promise<unknown>;
  stop(): Promise<number | null>;
}

/** Starts the command with these flags and nothing else. */
export function run(flags: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'simulator/main.ts', ...flags], { cwd: ROOT });
}

/** Starts a simulator with known keys and a control endpoint, and waits until it is ready. */
export async function start(...flags: readonly string[]): Promise<Simulator> {
  const keys = ['--ikey', IKEY, '--skey', SKEY, '--control-port', '0', '--control-token', TOKEN];
  const child = run(['--port', '0', ...keys, ...flags]);
  if (!child.stdout) throw new Error('The simulator has no output.');
  let line = '';
  for await (const text of createInterface({ input: child.stdout })) {
    line = text;
    break;
  }
  const ready = readyLine.parse(JSON.parse(line));
  return {
    process: child,
    port: ready.port,
    controlPort: ready.controlPort,
    records: ready.records,
    async control(call, body) {
      const [method = 'GET', path = '/'] = call.split(' ');
      const response = await fetch(`http://127.0.0.1:${ready.controlPort}${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const reply: unknown = await response.json();
      return reply;
    },
    async stop() {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGTERM');
      await once(child, 'exit');
      return child.exitCode;
    },
  };
}

export interface Signing {
  readonly ikey?: string;
  readonly skey?: string;
  readonly version?: '2-sha1' | '2-sha512' | '5';
  readonly date?: string;
  readonly dateHeader?: 'Date' | 'X-Duo-Date';
  readonly signedHost?: string;
  readonly authorization?: string | null;
  /** Query as sent, when it differs from the signed one. */
  readonly sent?: string;
}

/** A client of our own, so that what the npm client cannot say wrongly can be said wrongly. */
export function ask(
  port: number,
  path: string,
  query: string,
  signing: Signing = {},
): Promise<{ status: number; text: string; headers: http.IncomingHttpHeaders }> {
  const { version = '5', date = new Date().toUTCString(), dateHeader = 'Date' } = signing;
  const host = signing.signedHost ?? `127.0.0.1:${port}`;
  const sha = (text: string): string => createHash('sha512').update(text).digest('hex');
  const lines = [date, 'GET', host, path, query];
  const duoHeader = dateHeader === 'X-Duo-Date' ? `x-duo-date\0${date}` : '';
  const text = (version === '5' ? [...lines, sha(''), sha(duoHeader)] : lines).join('\n');
  const digest = version === '2-sha1' ? 'sha1' : 'sha512';
  const signature = createHmac(digest, signing.skey ?? SKEY)
    .update(text)
    .digest('hex');
  const basic = `Basic ${Buffer.from(`${signing.ikey ?? IKEY}:${signature}`).toString('base64')}`;
  const authorization = signing.authorization === undefined ? basic : signing.authorization;
  const sent = signing.sent ?? query;
  return new Promise((resolve, reject) => {
    const request = http.get(
      {
        host: '127.0.0.1',
        port,
        path: sent === '' ? path : `${path}?${sent}`,
        headers: { [dateHeader]: date, ...(authorization === null ? {} : { Authorization: authorization }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            headers: response.headers,
          }),
        );
      },
    );
    request.on('error', reject);
  });
}
