/** Runs a program to its end, its output shown as it comes. */
import { spawn } from 'node:child_process';
import { REPOSITORY } from './repository.mjs';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Ends what runs now. A Ctrl-C reaches it by the terminal; a signal sent to us alone has to be passed on. */
export function endPrograms() {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * @param {string} program @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean }} [options] quiet: output is kept, and shown on failure
 * @returns {Promise<number>} the exit code; 1 when it could not start or was killed
 */
export function runProgram(program, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: REPOSITORY,
      env: { ...process.env, ...env },
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    running.add(child);
    const kept = [];
    child.stdout?.on('data', (chunk) => kept.push(chunk));
    child.stderr?.on('data', (chunk) => kept.push(chunk));
    const end = (code) => {
      running.delete(child);
      if (code !== 0) process.stdout.write(Buffer.concat(kept));
      resolve(code);
    };
    child.on('error', (error) => {
      kept.push(Buffer.from(`${program} could not be started: ${error.message}\n`));
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

/** Runs a Node program of an installed package. @param {string} script path from the root of the checkout */
export function runNode(script, args = [], options = {}) {
  return runProgram(process.execPath, [script, ...args], options);
}
