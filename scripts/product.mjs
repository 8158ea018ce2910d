/** The product as processes: what `npm start`, `npm run demo` and the browser tests have in common. */
import { join } from 'node:path';
import { ensureBuilt } from './built-pages.mjs';
import { startEmbeddedPostgres } from './embedded-postgres.mjs';
import { portIsFree } from './free-port.mjs';
import { ensureGenerated, ensurePackages } from './installed-packages.mjs';
import { LaunchError } from './launch-error.mjs';
import { pause } from './process-table.mjs';
import { processSettings } from './process-settings.mjs';
import { readSetting } from './read-setting.mjs';
import { REPOSITORY } from './repository.mjs';
import { runScript } from './run-script.mjs';
import { openHome } from './state-home.mjs';
import { takeLock } from './state-lock.mjs';
import { Supervisor, stopLeftoverProcesses } from './supervise.mjs';
import { WORKER_COMMAND } from './worker-command.mjs';

/**
 * Installs, generates and builds what a bare clone lacks. Two starts of one checkout take turns.
 * @param {(line: string) => void} log
 */
export async function prepareCheckout(log) {
  const folder = openHome(join(REPOSITORY, '.parapet'));
  const began = Date.now();
  let release;
  while (release === undefined) {
    try {
      release = takeLock(join(folder, 'prepare.lock'), (pid) => `Process ${pid} is preparing this checkout.`);
    } catch (error) {
      if (!(error instanceof LaunchError) || Date.now() - began > 600_000) throw error;
      if (Date.now() - began < 1000) log(`${error.message} This start waits for it.`);
      await pause(1000);
    }
  }
  try {
    await ensurePackages(log);
    await ensureGenerated(log);
    await ensureBuilt(log);
  } finally {
    release();
  }
}

async function openDatabase(home, ownDatabase, log) {
  const appUrl = ownDatabase ? undefined : readSetting('DATABASE_URL');
  if (appUrl !== undefined) {
    const ownerUrl = readSetting('DATABASE_OWNER_URL');
    if (ownerUrl === undefined)
      log('DATABASE_OWNER_URL is not given, so migrations are left to "npm run migrate".');
    return { appUrl, ownerUrl, stop: () => Promise.resolve() };
  }
  log('Starting PostgreSQL.');
  return startEmbeddedPostgres({ home, log });
}

async function migrate(ownerUrl, log) {
  if (ownerUrl === undefined) return;
  log('Bringing the database up to date.');
  await runScript('scripts/migrate.ts', [], { ...process.env, DATABASE_OWNER_URL: ownerUrl });
}

/** @typedef {{ origin: string, extra?: Record<string, string> }} Settings what people type, and more environment */

/** Where this machine reaches what listens there. @param {string} host @param {number} port */
export function originOf(host, port) {
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${near.includes(':') ? `[${near}]` : near}:${port}`;
}

async function answersWell(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: 'manual' });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

/**
 * Opens the state folder and starts its database; nothing else runs yet.
 * @param {{ home: string, log: (line: string) => void, echo?: boolean, ownDatabase?: boolean }} request ownDatabase: the
 *   embedded one, whatever DATABASE_URL says
 */
export async function openProduct({ home: wanted, log, echo = false, ownDatabase = false }) {
  const home = openHome(wanted);
  const refusal = (pid) =>
    `Another Parapet (process ${pid}) is running on ${home}. Stop it first, or give this one its own PARAPET_HOME.`;
  const release = takeLock(join(home, 'supervisor.lock'), refusal);
  const supervisor = new Supervisor({ home, log, echo });
  let database = { stop: () => Promise.resolve() };
  const stop = async () => {
    await supervisor.stop();
    await database.stop();
    release();
  };
  try {
    await stopLeftoverProcesses(home, log);
    const opened = await openDatabase(home, ownDatabase, log);
    database = opened;
    await migrate(opened.ownerUrl, log);
    return {
      home,
      supervisor,
      stop,
      databaseUrl: opened.appUrl,
      /**
       * Starts worker and web and waits until the pages answer.
       * @param {{ host: string, port: number } & Settings} request
       */
      serve: async ({ host, port, ...settings }) => {
        if (!(await portIsFree(host, port))) {
          throw new LaunchError(
            `Port ${port} of ${host} is taken by another program. Choose another one with PORT.`,
          );
        }
        const env = processSettings(home, opened.appUrl, settings);
        log('Starting the worker and the pages.');
        supervisor.start({ name: 'worker', args: WORKER_COMMAND, env });
        const web = ['node_modules/next/dist/bin/next', 'start', '-p', String(port), '-H', host];
        supervisor.start({ name: 'web', args: web, env: { ...env, HOST: host, PORT: String(port) } });
        const ready = `${originOf(host, port)}/readyz`;
        await supervisor.waitUntilReady('web', () => answersWell(ready), 60_000);
      },
      /**
       * Runs one of our TypeScript scripts on this state; its last line is JSON.
       * @param {string} script @param {readonly string[]} args @param {Settings} settings
       */
      ask: async (script, args, settings) =>
        JSON.parse(await runScript(script, args, processSettings(home, opened.appUrl, settings))),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
