/** The state folder (PARAPET_HOME): who may read it, and the small JSON files in it. */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { LaunchError } from './launch-error.mjs';

/**
 * Makes the state folder, readable by its owner only.
 * @param {string} home @returns {string} its absolute path
 */
export function openHome(home) {
  const path = resolve(home);
  try {
    mkdirSync(join(path, 'logs'), { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EPERM' && error.code !== 'EROFS') throw error;
    throw new LaunchError(
      `The state folder ${path} cannot be written by this user. Set PARAPET_HOME to a folder of your own, or start as the user who owns it.`,
    );
  }
  return path;
}

/** @param {string} path @returns {Record<string, unknown>} empty where there is no such file */
export function readJson(path) {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new LaunchError(
      `The file ${path} is damaged. Restore it from a backup, or move the state folder away.`,
    );
  }
}

/** Replaces the file in one step, mode 0600. @param {string} path @param {unknown} value */
export function writeJson(path, value) {
  const next = `${path}.${randomBytes(4).toString('hex')}`;
  writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(next, path);
}

/**
 * The secrets of this state, each made on first use.
 * @param {string} home
 * @returns {{ superuserPassword: string, ownerPassword: string, appPassword: string, vaultKey: string, sessionSecret: string }}
 */
export function openSecrets(home) {
  const path = join(home, 'secrets.json');
  const known = readJson(path);
  const secrets = {
    superuserPassword: known.superuserPassword ?? randomBytes(24).toString('base64url'),
    ownerPassword: known.ownerPassword ?? randomBytes(24).toString('base64url'),
    appPassword: known.appPassword ?? randomBytes(24).toString('base64url'),
    vaultKey: known.vaultKey ?? randomBytes(32).toString('base64'),
    sessionSecret: known.sessionSecret ?? randomBytes(32).toString('base64url'),
  };
  if (Object.keys(secrets).some((name) => known[name] !== secrets[name]))
    writeJson(path, { ...known, ...secrets });
  return secrets;
}
