/** Settings for what runs before packages are installed: the same rules as `server/platform/setting-file.ts`. */
import { readFileSync, statSync } from 'node:fs';
import { LaunchError } from './launch-error.mjs';

/** Settings whose file nobody else on the machine may read. Addresses hold passwords. */
const SECRETS = new Set([
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'PARAPET_VAULT_KEY',
  'PARAPET_SESSION_SECRET',
]);

/**
 * The value of a setting: from the environment, or from the file that `<name>_FILE` names.
 * @param {string} name @param {Record<string, string | undefined>} source
 * @returns {string | undefined}
 */
export function readSetting(name, source = process.env) {
  const path = source[`${name}_FILE`];
  if (!path) return source[name] || undefined;
  if (source[name]) throw new LaunchError(`${name} and ${name}_FILE are both given. Leave one of them out.`);
  let text;
  let mode;
  try {
    text = readFileSync(path, 'utf8').trim();
    mode = statSync(path).mode;
  } catch {
    throw new LaunchError(
      `${name}_FILE: the file ${path} cannot be read. Check that it exists and that this user may read it.`,
    );
  }
  if (text === '') throw new LaunchError(`${name}_FILE: the file ${path} is empty. Write the value into it.`);
  const closable = SECRETS.has(name) && process.platform !== 'win32' && !path.startsWith('/run/secrets/');
  if (closable && (mode & 0o004) !== 0)
    throw new LaunchError(
      `${name}_FILE: everybody on this machine may read the file ${path}. Close it (chmod o= ${path}) and start again.`,
    );
  return text;
}
