/** What the processes of `npm start`, `npm run demo` and the browser tests are given. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readSetting } from './read-setting.mjs';
import { openSecrets, readJson } from './state-home.mjs';

/** In the state folder: where each audit log ended, beside the database that holds the logs. */
export const ANCHOR_FILE = 'audit-anchor.jsonl';

/**
 * The environment of the web and of a worker. The owner's connection string is not part of it.
 * @param {string} home @param {string} appUrl
 * @param {{ origin: string, extra?: Record<string, string> }} settings
 * @returns {Record<string, string | undefined>}
 */
export function processSettings(home, appUrl, { origin, extra = {} }) {
  const secrets = openSecrets(home);
  const given = {
    DATABASE_URL: appUrl,
    PARAPET_URL: origin,
    PARAPET_VAULT_KEY: readSetting('PARAPET_VAULT_KEY') ?? secrets.vaultKey,
    PARAPET_SESSION_SECRET: readSetting('PARAPET_SESSION_SECRET') ?? secrets.sessionSecret,
    PARAPET_AUDIT_ANCHOR: readSetting('PARAPET_AUDIT_ANCHOR') ?? join(home, ANCHOR_FILE),
    ...extra,
  };
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PARAPET_HOME: home,
    ...given,
  };
  for (const name of Object.keys(given)) delete env[`${name}_FILE`];
  for (const name of ['DATABASE_OWNER_URL', 'DATABASE_OWNER_URL_FILE']) delete env[name];
  return env;
}

/**
 * What a command at the console is given: the settings as they stand, and what they leave out from the state folder of
 * `npm start`, where there is one: its keys, its database (which answers while Parapet runs) and its file of anchors.
 * Throws an Error that says how to name an installation where neither knows of one.
 * @param {Record<string, string | undefined>} source @returns {Record<string, string | undefined>}
 */
export function consoleSettings(source) {
  const home = resolve(source.PARAPET_HOME || '.parapet');
  const { appPassword, vaultKey } = readJson(join(home, 'secrets.json'));
  const { port } = readJson(join(home, 'database.json'));
  const anchor = join(home, ANCHOR_FILE);
  const kept = {
    DATABASE_URL:
      appPassword && port ? `postgresql://parapet_app:${appPassword}@127.0.0.1:${port}/parapet` : undefined,
    PARAPET_VAULT_KEY: vaultKey,
    PARAPET_AUDIT_ANCHOR: existsSync(anchor) ? anchor : undefined,
  };
  const env = { ...source };
  for (const [name, value] of Object.entries(kept))
    if (!source[name] && !source[`${name}_FILE`] && value !== undefined) env[name] = value;
  if (!env.DATABASE_URL && !env.DATABASE_URL_FILE)
    throw new Error(
      `No installation is known here: DATABASE_URL is not set, and no database is noted in ${home}.\n` +
        'Set DATABASE_URL and PARAPET_VAULT_KEY, or name the state folder of one that runs: ' +
        'PARAPET_HOME=.parapet/demo is that of "npm run demo".',
    );
  return env;
}
