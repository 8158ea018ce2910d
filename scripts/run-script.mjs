import { spawn } from 'node:child_process';
import { LaunchError } from './launch-error.mjs';
import { REPOSITORY } from './repository.mjs';

/**
 * Runs a TypeScript script of ours to its end; what it says on the error output is shown.
 * @param {string} script path from the root of the checkout @param {readonly string[]} args
 * @param {Record<string, string | undefined>} env the whole environment of the script
 * @returns {Promise<string>} the last line that it printed
 */
export function runScript(script, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      cwd: REPOSITORY,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (complaint += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(said.trimEnd().split('\n').at(-1) ?? '');
      reject(new LaunchError(complaint.trim() || said.trim() || `${script} ended with exit code ${code}.`));
    });
  });
}
