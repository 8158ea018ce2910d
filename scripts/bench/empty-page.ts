import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '@/scripts/free-port.mjs';
import { REPOSITORY } from '@/scripts/repository.mjs';

const NEXT = join(REPOSITORY, 'node_modules/next/dist/bin/next');
const ENVIRONMENT = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' } as const;

const FILES = {
  'app/layout.tsx': `export default function Layout({ children }: { children: React.ReactNode }) {
  return <html lang="en"><body>{children}</body></html>;
}
`,
  'app/page.tsx': `export default function Page() {
  return <p>Empty</p>;
}
`,
  'next.config.ts': `export default { turbopack: { root: ${JSON.stringify(REPOSITORY)} } };
`,
  // Next.js takes these from the folders above where an app has none of its own: they would be the product's.
  'instrumentation.ts': 'export function register() {}\n',
  'instrumentation-client.ts': 'export {};\n',
  'proxy.ts': 'export function proxy() {}\n',
} as const;

/** An app of Next.js with one empty page, built and served as the product's pages are: what they are compared with. */
export interface EmptyPage {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Builds and serves it with the Next.js of this repository. @throws Error where it cannot be built */
export async function openEmptyPage(): Promise<EmptyPage> {
  // Within the repository, so that it finds the packages there.
  mkdirSync(join(REPOSITORY, '.parapet'), { recursive: true });
  const folder = mkdtempSync(join(REPOSITORY, '.parapet/empty-page-'));
  let server: ChildProcess | null = null;
  const stop = async () => {
    if (server !== null && server.exitCode === null) {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    mkdirSync(join(folder, 'app'));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
    const build = spawn(process.execPath, [NEXT, 'build'], {
      cwd: folder,
      env: ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = z
      .tuple([z.number().nullable()])
      .rest(z.unknown())
      .parse(await once(build, 'exit'));
    if (code !== 0) throw new Error('The empty page of Next.js could not be built.');
    const port = await freePort();
    server = spawn(process.execPath, [NEXT, 'start', '-p', String(port), '-H', '127.0.0.1'], {
      cwd: folder,
      env: ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const origin = `http://127.0.0.1:${port}`;
    await answers(origin);
    return { origin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function answers(origin: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const response = await fetch(origin).catch(() => null);
    if (response?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('The empty page of Next.js does not answer.');
}
