import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { type RunningDemo, runDemo } from '@/scripts/demo-run.mjs';
import { eraseEmbeddedPostgres } from '@/scripts/embedded-postgres.mjs';
import { freePort } from '@/scripts/free-port.mjs';
import { chooseLastingPassword } from '@/scripts/pages/member-client';
import { type MemberSession, openMemberSession } from '@/scripts/pages/member-session';
import { waitForHistory } from '@/scripts/pages/product-pages';
import { findSystemProgram } from '@/scripts/system-packages.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The whole product on a state of its own with the demo's history in it, a member signed in, and a browser. */
export interface BenchProduct extends Pick<RunningDemo, 'origin' | 'simulator' | 'databaseUrl'> {
  readonly session: MemberSession;
  readonly browser: Browser;
  close(): Promise<void>;
}

/** Starts it, built for production, and waits until the history is in. */
export async function openBenchProduct(
  pace: 'quiet' | 'duo',
  say: (sentence: string) => void,
): Promise<BenchProduct> {
  const home = mkdtempSync(join(tmpdir(), 'parapet-bench-'));
  // What was opened is closed again, the last first: also where the next thing does not open.
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const signal of SIGNALS) process.off(signal, cutShort);
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
    await eraseEmbeddedPostgres({ home });
    rmSync(home, { recursive: true, force: true });
  };
  // PostgreSQL outlives a Ctrl-C by itself.
  const cutShort = (): void => void close().finally(() => process.exit(130));
  for (const signal of SIGNALS) process.once(signal, cutShort);
  try {
    const life = { atEnd: (undo: () => Promise<void>) => void closers.push(undo) };
    const demo = await runDemo({ home, port: await freePort(), pace, life, log: say });
    const password = await chooseLastingPassword(demo.origin, demo.member);
    const session = await openMemberSession(demo.origin, { email: demo.member.email, password });
    closers.push(() => session.api.dispose());
    say('Waiting until the history is in.');
    await waitForHistory(session.read, 600_000);
    const program = findSystemProgram('chromium');
    const browser = await chromium.launch({
      ...(program === null ? {} : { executablePath: program }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
    closers.push(() => browser.close());
    const { origin, simulator, databaseUrl } = demo;
    return { origin, simulator, databaseUrl, session, browser, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
