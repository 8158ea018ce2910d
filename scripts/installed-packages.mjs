/** What a bare clone lacks: the npm packages and the generated database client. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchError } from './launch-error.mjs';
import { REPOSITORY } from './repository.mjs';
import { runNode, runProgram } from './run-program.mjs';

const GENERATED = join(REPOSITORY, 'server/data/generated');
const STAMP = join(REPOSITORY, 'node_modules/.cache/parapet/generated-from');

function lockedPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/** npm writes node_modules/.package-lock.json last, so a cut-off install counts as none. */
function packagesAreCurrent() {
  const wanted = lockedPackages(join(REPOSITORY, 'package-lock.json'));
  const installed = lockedPackages(join(REPOSITORY, 'node_modules/.package-lock.json'));
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' ||
      installed[path]?.version === version ||
      (installed[path] === undefined && (optional === true || devOptional === true)),
  );
}

/** `npm ci` where the installed packages are missing or differ from the lock. @param {(line: string) => void} log */
export async function ensurePackages(log) {
  if (packagesAreCurrent()) return;
  log('Installing the npm packages.');
  const args = ['ci', '--include=dev', '--include=optional', '--no-progress', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const code = npm?.endsWith('.js')
    ? await runNode(npm, args)
    : await runProgram(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
  if (code !== 0) {
    throw new LaunchError(
      'The npm packages could not be installed; what npm said stands above. Then start again.',
    );
  }
}

/** Generates the database client where it is missing or older than the schema. @param {(line: string) => void} log */
export async function ensureGenerated(log) {
  const digest = createHash('sha256');
  for (const path of ['prisma/schema.prisma', 'node_modules/prisma/package.json', 'prisma.config.ts']) {
    digest.update(readFileSync(join(REPOSITORY, path)));
  }
  const mark = digest.digest('hex');
  if (existsSync(GENERATED) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === mark) return;
  log('Generating the database client.');
  // Generating needs no schema engine, but looks for one and would download it: Node itself stands in.
  const env = {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
  if ((await runNode('node_modules/prisma/build/index.js', ['generate'], { env, quiet: true })) !== 0) {
    throw new LaunchError('The database client could not be generated; the reason stands above.');
  }
  mkdirSync(join(STAMP, '..'), { recursive: true });
  writeFileSync(STAMP, mark);
}
