/** The running server: started detached, so that a Ctrl-C meant for us does not reach it, and stopped last. */
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SERVER_ENVIRONMENT } from './embedded-postgres-cluster.mjs';
import { freePort } from './free-port.mjs';
import { LaunchError } from './launch-error.mjs';
import { isPostgresOf, pause, postgresProcessesOf, signalProcess, waitUntilEnded } from './process-table.mjs';

const READY_WITHIN_MS = 60_000;
const STALE_MEMORY_WITHIN_MS = 15_000;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  checkpoint_completion_target: '0.9',
  wal_compression: 'pglz',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %q%u@%d/%a ',
};
const DURABLE = { synchronous_commit: 'on' };
const FAST_AND_FORGETFUL = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
};

function lockLines(data) {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
}

/**
 * What a server of ours left behind when its supervisor, or it, was killed. Three cases of the lock file are
 * settled here; the fourth, a busy backend that outlives its server, shows only at the start.
 * @param {import('./embedded-postgres-files.mjs').Places} places @param {(line: string) => void} log
 */
export async function stopLeftoverServer(places, log) {
  const pid = Number(lockLines(places.data)?.[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return;
  if (isPostgresOf(pid, places.data)) {
    log('A PostgreSQL of an earlier start is still running; it is stopped first.');
    await stopServer(pid, places.data);
  }
  // Gone: PostgreSQL would clean up itself. A zombie (it holds nothing, and some containers never collect it) and
  // a foreign program under the same pid it would both take for a rival, and never start.
  if (!isPostgresOf(pid, places.data)) rmSync(join(places.data, 'postmaster.pid'), { force: true });
}

/** Ends what still works on a data folder whose server is dead. Its memory is lost, so there is nothing to keep. */
async function endOrphanBackends(data) {
  for (const signal of ['SIGQUIT', 'SIGKILL']) {
    for (const pid of postgresProcessesOf(data)) signalProcess(pid, signal);
    const deadline = Date.now() + 1000;
    while (postgresProcessesOf(data).length > 0 && Date.now() < deadline) await pause(20);
  }
}

function launch({ places, durable, logFile, port }) {
  const settings = { ...SETTINGS, ...(durable ? DURABLE : FAST_AND_FORGETFUL), port: String(port) };
  const args = [
    '-D',
    places.data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const output = openSync(logFile, 'a', 0o600);
  const readFrom = fstatSync(output).size;
  const child = spawn(join(places.programs, 'bin', 'postgres'), args, {
    cwd: places.folder,
    env: SERVER_ENVIRONMENT,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', output, output],
    ...(places.account ?? {}),
  });
  closeSync(output);
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const said = () => readFileSync(logFile).subarray(readFrom).toString('utf8');
  return { pid: child.pid, ended, said };
}

async function waitUntilReady(child, data) {
  let reason = null;
  void child.ended.then((how) => (reason = how));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const lines = lockLines(data);
    if (Number(lines?.[0]) === child.pid && lines?.[7]?.trim() === 'ready') return null;
    if (reason !== null) return reason;
    await pause(15);
  }
  signalProcess(child.pid, 'SIGQUIT');
  return `not ready within ${READY_WITHIN_MS / 1000} s`;
}

function failureSentence(reason, said, logFile) {
  const fatal = said.split('\n').findLast((line) => /FATAL|PANIC/.test(line));
  const why = fatal?.replace(/^.*?(FATAL|PANIC):\s*/, '') ?? reason;
  return `PostgreSQL did not start: ${why}. Its log is ${logFile}.`;
}

/**
 * @param {{ places: import('./embedded-postgres-files.mjs').Places, durable: boolean, logFile: string, log: (line: string) => void, port: unknown, keepPort: boolean }} request
 *   `port` is the remembered one; unless `keepPort`, another is taken when it is busy
 * @returns {Promise<{ pid: number, port: number, ended: Promise<string> }>}
 */
export async function startServer({ places, durable, logFile, log, port: remembered, keepPort }) {
  const deadline = Date.now() + STALE_MEMORY_WITHIN_MS;
  let port = Number.isSafeInteger(remembered) ? remembered : await freePort();
  for (;;) {
    const child = launch({ places, durable, logFile, port });
    const failure = await waitUntilReady(child, places.data);
    if (failure === null) return { pid: child.pid, port, ended: child.ended };
    const said = child.said();
    const sentence = failureSentence(failure, said, logFile);
    if (Date.now() > deadline) throw new LaunchError(sentence);
    if (said.includes('pre-existing shared memory block')) {
      log('A query of the earlier PostgreSQL is still running; it is ended first.');
      await endOrphanBackends(places.data);
    } else if (/could not (bind|create any TCP)/.test(said)) {
      if (!keepPort) port = await freePort();
    } else if (/lock file .* already exists/.test(said)) {
      await stopLeftoverServer(places, log);
    } else {
      throw new LaunchError(sentence);
    }
    await pause(100);
  }
}

/**
 * Stops a server: at once but cleanly, then without manners when it does not answer.
 * @param {number} pid @param {string} data its folder, so that a reused pid is left alone
 */
export async function stopServer(pid, data) {
  for (const [signal, milliseconds] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5000],
    ['SIGKILL', 5000],
  ]) {
    if (!isPostgresOf(pid, data)) return;
    signalProcess(pid, signal);
    // A paused server hears nothing until it goes on.
    signalProcess(pid, 'SIGCONT');
    if (await waitUntilEnded(pid, milliseconds)) return;
  }
}
