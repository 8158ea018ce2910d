/** The production build of the pages, made anew when anything that goes into it has changed. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchError } from './launch-error.mjs';
import { REPOSITORY } from './repository.mjs';
import { runNode } from './run-program.mjs';

const INPUTS = [
  'app',
  'components',
  'lib',
  'domain',
  'server',
  'public',
  'prisma/schema.prisma',
  'proxy.ts',
].concat([
  'instrumentation.ts',
  'instrumentation-client.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
]);
const STAMP = join(REPOSITORY, '.next/built-from');

function filesUnder(path) {
  const absolute = join(REPOSITORY, path);
  if (path === 'server/data/generated' || !existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return /\.test\.tsx?$/.test(path) ? [] : [path];
  return readdirSync(absolute)
    .sort()
    .flatMap((name) => filesUnder(`${path}/${name}`));
}

function markOfInputs() {
  const digest = createHash('sha256').update(process.version);
  for (const path of INPUTS.flatMap(filesUnder))
    digest.update(`\0${path}\0`).update(readFileSync(join(REPOSITORY, path)));
  return digest.digest('hex');
}

/** @returns {boolean} whether the build that is there is one of these sources */
export function pagesAreBuilt() {
  return (
    existsSync(join(REPOSITORY, '.next/BUILD_ID')) &&
    existsSync(STAMP) &&
    readFileSync(STAMP, 'utf8') === markOfInputs()
  );
}

/** @param {(line: string) => void} log */
export async function ensureBuilt(log) {
  if (pagesAreBuilt()) return;
  log('Building the pages; this takes a minute or two the first time.');
  const mark = markOfInputs();
  const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
  if ((await runNode('node_modules/next/dist/bin/next', ['build'], { env, quiet: true })) !== 0) {
    throw new LaunchError('The pages could not be built; the reason stands above.');
  }
  writeFileSync(STAMP, mark);
}
