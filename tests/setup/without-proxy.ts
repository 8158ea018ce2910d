import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../scripts/free-port.mjs';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const BUILT = join(REPOSITORY, '.next');

/**
 * Starts the built pages as if `proxy.ts` had been deleted: a copy of the build in which it is neither named nor there.
 * What such a server still refuses, the proxy is not what refuses it.
 */
export async function startWithoutProxy(
  databaseUrl: string,
  keys: { readonly sessionSecret: string; readonly vaultKey: string },
): Promise<{ origin: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'parapet-without-proxy-'));
  const copy = join(folder, '.next');
  cpSync(BUILT, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.startsWith(join(BUILT, 'cache')),
  });
  const manifest = join(copy, 'server/functions-config-manifest.json');
  const named = z
    .object({ version: z.number(), functions: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync(manifest, 'utf8')));
  if (!('/_middleware' in named.functions))
    throw new Error('The build names no proxy: this would show nothing.');
  const { '/_middleware': _, ...functions } = named.functions;
  writeFileSync(manifest, JSON.stringify({ ...named, functions }));
  for (const file of ['middleware.js', 'middleware.js.map', 'middleware.js.nft.json'])
    rmSync(join(copy, 'server', file), { force: true });
  for (const name of ['node_modules', 'package.json', 'public', 'next.config.ts', 'tsconfig.json'])
    symlinkSync(join(REPOSITORY, name), join(folder, name));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = spawn(
    process.execPath,
    [
      join(REPOSITORY, 'node_modules/next/dist/bin/next'),
      'start',
      folder,
      '-p',
      String(port),
      '-H',
      '127.0.0.1',
    ],
    {
      cwd: folder,
      stdio: 'ignore',
      env: {
        ...process.env,
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        PARAPET_URL: origin,
        PARAPET_SESSION_SECRET: keys.sessionSecret,
        PARAPET_VAULT_KEY: keys.vaultKey,
      },
    },
  );
  const stop = async (): Promise<void> => {
    await ended(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(origin, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, stop };
}

async function untilReady(origin: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && server.exitCode === null) {
    const ready = await fetch(`${origin}/readyz`).catch(() => null);
    if (ready?.ok === true) return;
    await new Promise((wake) => setTimeout(wake, 200));
  }
  throw new Error(`The pages without their proxy did not start (exit code ${String(server.exitCode)}).`);
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const end = once(server, 'exit');
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), 10_000);
  await end;
  clearTimeout(timer);
}
