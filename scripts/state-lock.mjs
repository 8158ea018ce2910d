/**
 * A lock file that names its holder, so that a second instance on the same state is refused, and a holder that
 * was killed never blocks the next start.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { LaunchError } from './launch-error.mjs';
import { isSameProcess, startMark } from './process-table.mjs';

function readHolder(path) {
  try {
    const { pid, mark } = JSON.parse(readFileSync(path, 'utf8'));
    return typeof pid === 'number' ? { pid, mark: typeof mark === 'string' ? mark : null } : null;
  } catch {
    return null;
  }
}

/** @param {string} path @returns {number | null} the pid of the live holder, if there is one */
export function lockHolder(path) {
  const holder = readHolder(path);
  return holder !== null && isSameProcess(holder.pid, holder.mark) ? holder.pid : null;
}

/**
 * Takes the lock or throws a LaunchError.
 * @param {string} path of the lock file, in a folder that exists
 * @param {(pid: number) => string} refusal the sentence for a second instance
 * @returns {() => void} lets the lock go
 */
export function takeLock(path, refusal) {
  const own = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, mark: startMark(process.pid) }), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      try {
        // A link appears whole or not at all: nobody reads half a lock.
        linkSync(own, path);
        return () => releaseLock(path);
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = lockHolder(path);
      if (holder !== null) throw new LaunchError(refusal(holder));
      setAsideStaleLock(path);
    }
    throw new LaunchError(`The lock ${path} keeps changing hands. Start again in a moment.`);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Two starters may both see a stale lock: what was moved is looked at again, and put back if it is fresh. */
function setAsideStaleLock(path) {
  const aside = `${path}.stale.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
    if (lockHolder(aside) !== null) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function releaseLock(path) {
  if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
}
