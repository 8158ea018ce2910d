import { readFileSync, statSync } from 'node:fs';

/** Where container runtimes mount secrets, readable by whoever is in the container: which is Parapet alone. */
const MOUNTED_SECRETS = '/run/secrets/';

const READABLE_BY_OTHERS = 0o004;

/**
 * The value of a setting: from the environment, or from the file that the setting with `_FILE` behind it names.
 * `scripts/read-setting.mjs` does the same for what runs before packages are installed.
 * @throws Error with a sentence where both are given, or the file is missing, empty or, of a secret, open to everybody
 */
export function readSetting(
  source: Readonly<Record<string, string | undefined>>,
  name: string,
  { secret }: { readonly secret: boolean },
): string | undefined {
  const value = source[name];
  const path = source[`${name}_FILE`];
  if (path === undefined || path === '') return value;
  if (value !== undefined && value !== '')
    throw new Error(`${name} and ${name}_FILE are both given. Leave one of them out.`);
  let text;
  let mode;
  try {
    text = readFileSync(path, 'utf8').trim();
    mode = statSync(path).mode;
  } catch {
    throw new Error(
      `${name}_FILE: the file ${path} cannot be read. Check that it exists and that this user may read it.`,
    );
  }
  if (text === '') throw new Error(`${name}_FILE: the file ${path} is empty. Write the value into it.`);
  const closable = process.platform !== 'win32' && !path.startsWith(MOUNTED_SECRETS);
  if (secret && closable && (mode & READABLE_BY_OTHERS) !== 0)
    throw new Error(
      `${name}_FILE: everybody on this machine may read the file ${path}. Close it (chmod o= ${path}) and start again.`,
    );
  return text;
}
