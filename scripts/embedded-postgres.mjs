/**
 * Starts and stops a PostgreSQL of our own from the programs that the npm registry carries.
 * One state folder has one server; it is reached on the loopback address only, with passwords.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolderOf, preparePlaces } from './embedded-postgres-files.mjs';
import { prepareCluster } from './embedded-postgres-cluster.mjs';
import { startServer, stopLeftoverServer, stopServer } from './embedded-postgres-server.mjs';
import { LaunchError } from './launch-error.mjs';
import { pause, postgresProcessesOf } from './process-table.mjs';
import { openHome, openSecrets, readJson, writeJson } from './state-home.mjs';
import { lockHolder, takeLock } from './state-lock.mjs';

const LOCK = 'database.lock';
const STATE = 'database.json';

const refusal = (home) => (pid) =>
  `Another Parapet (process ${pid}) is running on ${home}. Stop it first, or give this one its own PARAPET_HOME.`;

function openState(home) {
  const path = join(home, STATE);
  const state = readJson(path);
  if (typeof state.id === 'string') return state;
  const fresh = { id: randomBytes(8).toString('hex') };
  writeJson(path, fresh);
  return fresh;
}

function addresses(secrets, port) {
  const url = (user, password) => `postgresql://${user}:${password}@127.0.0.1:${port}/parapet`;
  return {
    superuserUrl: url('postgres', secrets.superuserPassword),
    ownerUrl: url('parapet_owner', secrets.ownerPassword),
    appUrl: url('parapet_app', secrets.appPassword),
  };
}

/** Keeps the server up: one that ends without being asked is started again on the same port. */
function watch(context) {
  const { server, log } = context;
  void server.ended.then(async (reason) => {
    if (context.stopping) return;
    log(`PostgreSQL ended by itself (${reason}); it is started again.`);
    for (let wait = 100; !context.stopping; wait = Math.min(wait * 2, 5000)) {
      try {
        context.starting = startServer({ ...context.options, port: server.port, keepPort: true });
        context.server = await context.starting;
        log('PostgreSQL is back.');
        if (context.stopping) return;
        watch(context);
        return;
      } catch (error) {
        log(error.message);
        await pause(wait);
      }
    }
  });
}

/**
 * Starts the database of a state folder, making it on first use, and keeps it running until `stop()`.
 * Throws a LaunchError with a sentence when it cannot; a live second instance on the same state is one reason.
 * @param {{ home: string, log?: (line: string) => void, durable?: boolean }} request `durable: false` trades
 *   crash safety for speed and is for tests alone
 * @returns {Promise<import('./embedded-postgres.d.mts').EmbeddedPostgres>}
 */
export async function startEmbeddedPostgres({ home: wanted, log = () => undefined, durable = true }) {
  const home = openHome(wanted);
  const release = takeLock(join(home, LOCK), refusal(home));
  try {
    const state = openState(home);
    const secrets = openSecrets(home);
    const places = preparePlaces(home, state.id);
    await stopLeftoverServer(places, log);
    const roles = await prepareCluster({ places, secrets, rolesMark: state.roles, durable, log });
    const options = { places, durable, log, logFile: join(home, 'logs', 'postgres.log') };
    const context = { options, log, stopping: false, starting: undefined, server: undefined };
    context.server = await startServer({ ...options, port: state.port, keepPort: false });
    writeJson(join(home, STATE), { ...state, port: context.server.port, roles });
    watch(context);
    return {
      ...addresses(secrets, context.server.port),
      port: context.server.port,
      dataDir: places.data,
      pid: () => context.server.pid,
      stop: async () => {
        context.stopping = true;
        await context.starting?.catch(() => undefined);
        await stopServer(context.server.pid, places.data);
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Removes the database of a state folder for good; its server must be down or a leftover.
 * @param {{ home: string, log?: (line: string) => void }} request
 */
export async function eraseEmbeddedPostgres({ home: wanted, log = () => undefined }) {
  const home = openHome(wanted);
  const release = takeLock(join(home, LOCK), refusal(home));
  try {
    const { id } = readJson(join(home, STATE));
    if (typeof id !== 'string') return;
    const folder = dataFolderOf(home, id);
    if (existsSync(folder)) await stopLeftoverServer(preparePlaces(home, id), log);
    if (postgresProcessesOf(join(folder, 'data')).length > 0) {
      throw new LaunchError(
        `PostgreSQL still runs in ${folder}, so its data was not removed. Stop it first.`,
      );
    }
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(home, STATE), { force: true });
  } finally {
    release();
  }
}

/** @param {string} home @returns {number | null} pid of the process that keeps this state's database running */
export function embeddedPostgresHolder(home) {
  return lockHolder(join(home, LOCK));
}
