/**
 * What the operating system says about a process: is it there, is it the one we mean, whose program is it.
 * A pid alone proves nothing, since pids are reused; every caller compares a second mark as well.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

const hasProc = process.platform === 'linux';

/** Fields of /proc/<pid>/stat after the name, which may itself hold spaces and brackets. */
function statFields(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function ps(pid, column) {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

function answersSignalZero(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** @param {number} pid @returns {'running' | 'zombie' | 'gone'} */
export function processState(pid) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return 'gone';
  if (hasProc) {
    const state = statFields(pid)?.[0];
    if (state === undefined || state === 'X') return 'gone';
    return state === 'Z' ? 'zombie' : 'running';
  }
  if (!answersSignalZero(pid)) return 'gone';
  return process.platform !== 'win32' && ps(pid, 'stat')?.startsWith('Z') ? 'zombie' : 'running';
}

/**
 * A mark that differs between two processes that had the same pid: the boot and the tick in which it started.
 * @param {number} pid @returns {string | null} null where the system does not tell
 */
export function startMark(pid) {
  if (!hasProc) return process.platform === 'win32' ? null : ps(pid, 'lstart');
  const started = statFields(pid)?.[19];
  if (started === undefined) return null;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${started}`;
}

/** @param {number} pid @param {string | null} mark @returns {boolean} true while that very process runs */
export function isSameProcess(pid, mark) {
  return processState(pid) === 'running' && (mark === null || startMark(pid) === mark);
}

/** @param {number} pid @returns {string} the whole command line, or '' where it cannot be read */
export function commandLine(pid) {
  if (!hasProc) return process.platform === 'win32' ? '' : (ps(pid, 'command') ?? '');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
  } catch {
    return '';
  }
}

/**
 * Whether a running process is a PostgreSQL of this data folder. The server works inside its data folder, so on
 * Linux that folder and the name of the program decide; elsewhere the command line does.
 * @param {number} pid @param {string} dataDir absolute, without symbolic links
 */
export function isPostgresOf(pid, dataDir) {
  if (processState(pid) !== 'running') return false;
  if (!hasProc) return commandLine(pid).includes(dataDir);
  try {
    const program = basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '');
    return program === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === dataDir;
  } catch {
    return false;
  }
}

/** @param {string} dataDir @returns {number[]} every PostgreSQL process of this data folder, backends too */
export function postgresProcessesOf(dataDir) {
  if (!hasProc) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isPostgresOf(pid, dataDir));
}

/** @param {number} milliseconds */
export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Sends a signal; a process that is gone already is no error.
 * @param {number} pid negative for a process group @param {NodeJS.Signals} signal
 */
export function signalProcess(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** @param {number} pid @param {number} milliseconds @returns {Promise<boolean>} true when it has ended in time */
export async function waitUntilEnded(pid, milliseconds) {
  const deadline = Date.now() + milliseconds;
  while (processState(pid) === 'running') {
    if (Date.now() > deadline) return false;
    await pause(20);
  }
  return true;
}
