import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processState, startMark } from '@/scripts/process-table.mjs';
import { lockHolder, takeLock } from '@/scripts/state-lock.mjs';
import { stopLeftoverProcesses, Supervisor } from '@/scripts/supervise.mjs';

const scripts = resolve(import.meta.dirname, '../../../scripts');
const STAY = ['-e', 'console.log("here"); setInterval(() => undefined, 1000)'];
const quiet = () => undefined;

let home: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'parapet-supervise-'));
  mkdirSync(join(home, 'logs'));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

function live(supervisor: Supervisor, name: string): number {
  const pid = supervisor.pid(name);
  if (pid === undefined) throw new Error(`${name} has no pid.`);
  return pid;
}

async function outputOf(source: string, ...args: string[]): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', source, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) return { child, line };
  throw new Error('The program ended without a line.');
}

function killed(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGKILL');
  return gone;
}

describe('a supervisor', () => {
  it('starts a killed program again, and writes down what it says', async () => {
    const lines: string[] = [];
    const supervisor = new Supervisor({ home, log: (line) => lines.push(line) });
    supervisor.start({ name: 'worker', args: STAY, env: process.env });
    const first = live(supervisor, 'worker');
    process.kill(first, 'SIGKILL');
    await expect.poll(() => supervisor.pid('worker'), { timeout: 5000 }).not.toBe(first);
    await expect
      .poll(() => readFileSync(join(home, 'logs/worker.log'), 'utf8'), { timeout: 5000 })
      .toContain('here');
    expect(lines).toEqual(['The worker ended (SIGKILL); it is started again in 0.25 s.']);
    await supervisor.stop();
  });

  it('stops every program, a paused one too, and starts none again', async () => {
    const supervisor = new Supervisor({ home, log: quiet });
    supervisor.start({ name: 'worker', args: STAY, env: process.env });
    supervisor.start({ name: 'web', args: STAY, env: process.env });
    const pids = ['worker', 'web'].map((name) => live(supervisor, name));
    process.kill(live(supervisor, 'worker'), 'SIGSTOP');
    await supervisor.stop();
    // A busy machine takes a moment to bury what has ended.
    await expect.poll(() => pids.map(processState), { timeout: 5_000 }).toEqual(['gone', 'gone']);
  });

  it('stops the program that started last first', async () => {
    const note = join(home, 'order');
    const noting = (name: string) => [
      '-e',
      `process.on('SIGTERM', () => { require('node:fs').appendFileSync(${JSON.stringify(note)}, '${name} '); process.exit(); }); console.log('up'); setInterval(() => undefined, 1000)`,
    ];
    const supervisor = new Supervisor({ home, log: quiet });
    for (const name of ['simulator', 'worker', 'web']) {
      supervisor.start({ name, args: noting(name), env: process.env });
      const log = join(home, 'logs', `${name}.log`);
      await expect.poll(() => readFileSync(log, 'utf8'), { timeout: 5000 }).toContain('up');
    }
    await supervisor.stop();
    expect(readFileSync(note, 'utf8')).toBe('web worker simulator ');
  });

  it('gives up on a program that keeps ending before it is ready, with the end of its log', async () => {
    const supervisor = new Supervisor({ home, log: quiet });
    supervisor.start({
      name: 'web',
      args: ['-e', 'console.error("no such table"); process.exit(3)'],
      env: process.env,
    });
    await expect(supervisor.waitUntilReady('web', () => Promise.resolve(false), 20_000)).rejects.toThrow(
      /^The web keeps ending\. Its log is .*web\.log and ends with:\nno such table/,
    );
    await supervisor.stop();
  });
});

describe('after a supervisor was killed', () => {
  const SUPERVISOR = `
    const { Supervisor } = await import(process.argv[1]);
    const supervisor = new Supervisor({ home: process.argv[2], log: () => undefined });
    supervisor.start({ name: 'worker', args: ${JSON.stringify(STAY)}, env: process.env });
    console.log(supervisor.pid('worker'));
  `;

  it('its programs are found and stopped', async () => {
    const { child, line } = await outputOf(
      SUPERVISOR,
      pathToFileURL(join(scripts, 'supervise.mjs')).href,
      home,
    );
    const worker = Number(line);
    await killed(child);
    expect(processState(worker)).toBe('running');
    await stopLeftoverProcesses(home, quiet);
    expect(processState(worker)).not.toBe('running');
  });

  it('a stranger who has the pid of one of them now is left alone', async () => {
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    children.push(stranger);
    const pid = stranger.pid ?? 0;
    const processes = [
      { name: 'worker', pid, mark: 'another moment', program: 'sleep' },
      { name: 'web', pid, mark: startMark(pid), program: 'next start' },
    ];
    writeFileSync(join(home, 'processes.json'), JSON.stringify({ processes }));
    await stopLeftoverProcesses(home, quiet);
    expect(processState(pid)).toBe('running');
  });
});

describe('a lock on a state folder', () => {
  const HOLDER = `
    const { takeLock } = await import(process.argv[1]);
    try {
      takeLock(process.argv[2], (pid) => 'held by ' + pid);
      console.log('taken');
    } catch (error) {
      console.log(error.message);
    }
    setInterval(() => undefined, 1000);
  `;
  const lockModule = pathToFileURL(join(scripts, 'state-lock.mjs')).href;

  it('is given to one of many who ask at once, although a dead holder left it', async () => {
    const lock = join(home, 'lock');
    const dead = await outputOf(HOLDER, lockModule, lock);
    expect(dead.line).toBe('taken');
    await killed(dead.child);
    const askers = await Promise.all(Array.from({ length: 6 }, () => outputOf(HOLDER, lockModule, lock)));
    const holders = askers.filter(({ line }) => line === 'taken');
    expect(holders).toHaveLength(1);
    expect(lockHolder(lock)).toBe(holders[0]?.child.pid);
    expect(askers.filter(({ line }) => line === `held by ${holders[0]?.child.pid ?? 0}`)).toHaveLength(5);
  });

  it('refuses the process that holds it already, until it lets go', () => {
    const lock = join(home, 'lock');
    const release = takeLock(lock, (pid) => `held by ${pid}`);
    expect(() => takeLock(lock, (pid) => `held by ${pid}`)).toThrow(`held by ${process.pid}`);
    release();
    takeLock(lock, (pid) => `held by ${pid}`)();
    expect(lockHolder(lock)).toBeNull();
  });
});
