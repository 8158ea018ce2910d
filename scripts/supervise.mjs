/**
 * Keeps the processes of one state folder running: starts them, writes down their output and their pids, starts
 * again what ends by itself, and stops them in the reverse order of their start.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchError } from './launch-error.mjs';
import {
  commandLine,
  isSameProcess,
  pause,
  signalProcess,
  startMark,
  waitUntilEnded,
} from './process-table.mjs';
import { REPOSITORY } from './repository.mjs';
import { readJson, writeJson } from './state-home.mjs';

const LOG_LIMIT_BYTES = 20 * 1024 * 1024;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 15_000;
const STEADY_AFTER_MS = 60_000;
const STOP_WITHIN_MS = 10_000;

/**
 * @typedef {{ name: string, args: readonly string[], env: Record<string, string | undefined> }} Task a Node program:
 *   its arguments after `node`, and its whole environment
 */

function openLog(home, name) {
  const path = join(home, 'logs', `${name}.log`);
  if (existsSync(path) && statSync(path).size > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
  return { path, stream: createWriteStream(path, { flags: 'a', mode: 0o600 }) };
}

/** Signals the whole group of a child: it is the leader of one. */
function signalGroup(pid, signal) {
  signalProcess(process.platform === 'win32' ? pid : -pid, signal);
}

async function stopGroup(pid) {
  signalGroup(pid, 'SIGTERM');
  // A paused process hears nothing until it goes on.
  if (process.platform !== 'win32') signalGroup(pid, 'SIGCONT');
  if (await waitUntilEnded(pid, STOP_WITHIN_MS)) return;
  signalGroup(pid, 'SIGKILL');
  await waitUntilEnded(pid, STOP_WITHIN_MS);
}

/**
 * Stops the processes that a killed supervisor of this state left running. A pid counts only when it started at
 * the noted moment and runs the noted program.
 * @param {string} home absolute @param {(line: string) => void} log
 */
export async function stopLeftoverProcesses(home, log) {
  const path = join(home, 'processes.json');
  const { processes } = readJson(path);
  const left = (Array.isArray(processes) ? processes : []).filter(
    ({ pid, mark, program }) => isSameProcess(pid, mark) && commandLine(pid).includes(program),
  );
  for (const { name, pid } of left) {
    log(`The ${name} of an earlier start is still running; it is stopped first.`);
    await stopGroup(pid);
  }
  writeJson(path, { processes: [] });
}

export class Supervisor {
  #home;
  #log;
  #echo;
  /** @type {Map<string, { task: Task, child: import('node:child_process').ChildProcess, since: number, crashes: number, logPath: string, mark: string | null }>} */
  #running = new Map();
  #stopping = false;

  /**
   * @param {{ home: string, log: (line: string) => void, echo?: boolean }} request echo: output is shown as well as
   *   written to `logs/<name>.log`
   */
  constructor({ home, log, echo = false }) {
    this.#home = home;
    this.#log = log;
    this.#echo = echo;
  }

  /** Starts a program and keeps it running. @param {Task} task */
  start(task) {
    this.#spawn(task, 0);
  }

  /** @param {string} name @returns {number | undefined} its pid now */
  pid(name) {
    return this.#running.get(name)?.child.pid;
  }

  /**
   * Waits until a program is ready. Throws a LaunchError with the end of its log when it keeps ending or is late.
   * @param {string} name @param {() => Promise<boolean>} isReady @param {number} milliseconds
   */
  async waitUntilReady(name, isReady, milliseconds) {
    const deadline = Date.now() + milliseconds;
    while (!(await isReady())) {
      const entry = this.#running.get(name);
      if (this.#stopping || entry === undefined) throw new LaunchError('The start was broken off.');
      const gaveUp = entry.crashes >= 2;
      if (gaveUp || Date.now() > deadline) {
        const end = readFileSync(entry.logPath, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
        const what = gaveUp ? 'keeps ending' : `was not ready within ${milliseconds / 1000} seconds`;
        throw new LaunchError(`The ${name} ${what}. Its log is ${entry.logPath} and ends with:\n${end}`);
      }
      await pause(100);
    }
  }

  /** Stops everything, the last started first. */
  async stop() {
    this.#stopping = true;
    for (const { child } of [...this.#running.values()].reverse()) {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        await stopGroup(child.pid);
    }
    this.#running.clear();
    this.#remember();
  }

  /** Ends everything at once, for the person who cannot wait. */
  killAll() {
    this.#stopping = true;
    for (const { child } of this.#running.values())
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  }

  #spawn(task, crashes) {
    const { path, stream } = openLog(this.#home, task.name);
    // A group of its own: a Ctrl-C in the terminal reaches us alone, and we stop the children in order.
    const child = spawn(process.execPath, task.args, {
      cwd: REPOSITORY,
      env: task.env,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const since = Date.now();
    this.#follow(task.name, child, stream);
    const mark = child.pid === undefined ? null : startMark(child.pid);
    this.#running.set(task.name, { task, child, since, crashes, logPath: path, mark });
    this.#remember();
    child.on('error', (error) => this.#log(`The ${task.name} could not be started: ${error.message}.`));
    child.on('close', (code, signal) => {
      stream.end();
      void this.#startAgain(task, signal ?? `exit code ${code}`, Date.now() - since, crashes);
    });
  }

  #follow(name, child, stream) {
    for (const source of [child.stdout, child.stderr]) {
      let rest = '';
      source.setEncoding('utf8').on('data', (text) => {
        stream.write(text);
        if (!this.#echo) return;
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) process.stdout.write(`${name.padEnd(10)} ${line}\n`);
      });
    }
  }

  async #startAgain(task, how, lived, crashes) {
    if (this.#stopping) return;
    const count = lived > STEADY_AFTER_MS ? 0 : crashes;
    const wait = Math.min(FIRST_WAIT_MS * 2 ** count, LONGEST_WAIT_MS);
    this.#log(`The ${task.name} ended (${how}); it is started again in ${wait / 1000} s.`);
    await pause(wait);
    if (!this.#stopping) this.#spawn(task, count + 1);
  }

  #remember() {
    const processes = [...this.#running.values()].map(({ task, child, mark }) => ({
      name: task.name,
      pid: child.pid,
      mark,
      program: task.args.join(' '),
    }));
    writeJson(join(this.#home, 'processes.json'), { processes });
  }
}
