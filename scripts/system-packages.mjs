/** Programs that the tests need and npm does not carry: Chromium and a Redis server. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from './run-program.mjs';

/** @typedef {'chromium' | 'redis'} Need */

const NEEDS = {
  chromium: {
    // The shell first: it draws pages without a browser's own windows, which take as long as the pages do.
    programs: [
      'chromium-headless-shell',
      'chromium',
      'chromium-browser',
      'google-chrome',
      'google-chrome-stable',
    ],
    elsewhere: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ],
    packages: ['chromium-headless-shell', 'chromium'],
    sentence:
      'The browser tests need Chromium. Install the package "chromium" (or Google Chrome) and run them again.',
  },
  redis: {
    programs: ['redis-server', 'valkey-server'],
    elsewhere: [],
    packages: ['redis-server'],
    sentence:
      'The integration tests need a Redis server. Install the package "redis-server" (or "valkey") and run them again.',
  },
};

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {Need} need @returns {string | null} absolute path of the program */
export function findSystemProgram(need) {
  const { programs, elsewhere } = NEEDS[need];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const candidates = [
    ...programs.flatMap((name) => folders.map((folder) => join(folder, name + suffix))),
    ...elsewhere,
  ];
  return candidates.find(isProgram) ?? null;
}

function mayInstall() {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
}

/**
 * Installs what is missing where apt-get may do so.
 * @param {readonly Need[]} needs @param {(line: string) => void} log
 * @returns {Promise<Map<Need, string>>} the needs that are still missing, each with a sentence that names the remedy
 */
export async function ensureSystemPrograms(needs, log) {
  const missing = needs.filter((need) => findSystemProgram(need) === null);
  if (missing.length > 0 && mayInstall()) {
    // RUNLEVEL keeps the package from starting a Redis of its own: the tests start theirs.
    const options = { env: { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }, quiet: true };
    await runProgram('apt-get', ['update', '-qq'], options);
    for (const need of missing)
      for (const name of NEEDS[need].packages) {
        // Not every system has each package: the next one is tried where the one before did not come.
        if (findSystemProgram(need) !== null) break;
        log(`Installing ${name} with apt-get.`);
        await runProgram('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], options);
      }
  }
  return new Map(
    needs.filter((need) => findSystemProgram(need) === null).map((need) => [need, NEEDS[need].sentence]),
  );
}
