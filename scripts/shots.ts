/**
 * `npm run shots`: a picture of every page, light and dark, wide and narrow, in `shots/`; prints their paths.
 *   --origin URL --email E --password P   of a running product instead of a demo on a temporary state
 *   --only TEXTS    pages whose name contains one of these, between commas
 *   --picture FILE  instead: the dashboard above the fold, light and wide, for the README
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from '@playwright/test';
import { chooseLastingPassword } from '@/scripts/pages/member-client';
import { openMemberSession, type MemberSession } from '@/scripts/pages/member-session';
import type { ProductPage } from '@/scripts/pages/product-page';
import { OPEN_PAGES, productPages, waitForHistory } from '@/scripts/pages/product-pages';
import { stageHiders } from '@/scripts/pages/stage-shots';
import { openingWhole } from '@/scripts/pages/whole-page';
import { runDemo, type RunningSimulator } from './demo-run.mjs';
import { eraseEmbeddedPostgres } from './embedded-postgres.mjs';
import { freePort } from './free-port.mjs';
import { findSystemProgram } from './system-packages.mjs';

const FOLDER = 'shots';
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [1440, 390] as const;
/** Time for the demo to show that new events arrive. */
const LIVE_MS = 60_000;

interface Target {
  readonly origin: string;
  readonly member: { readonly email: string; readonly password: string };
  /** Of a demo of our own, where something may be staged and changed. */
  readonly simulator: RunningSimulator | null;
  readonly stop: () => Promise<void>;
}

const { values: flags } = parseArgs({
  options: {
    origin: { type: 'string' },
    email: { type: 'string' },
    password: { type: 'string' },
    only: { type: 'string', default: '' },
    picture: { type: 'string' },
  },
});

function givenTarget(): Target | null {
  const { origin, email, password } = flags;
  if (origin === undefined) return null;
  if (email === undefined || password === undefined)
    throw new Error('--origin needs --email and --password of a member beside it.');
  return { origin, member: { email, password }, simulator: null, stop: () => Promise.resolve() };
}

/** The demo on a state of its own, forgotten afterwards. */
async function demoTarget(): Promise<Target> {
  const home = mkdtempSync(join(tmpdir(), 'parapet-shots-'));
  const undos: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const undo of undos.reverse()) await undo();
    await eraseEmbeddedPostgres({ home });
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const life = { atEnd: (undo: () => Promise<void>) => void undos.push(undo) };
    const { origin, member, simulator } = await runDemo({
      home,
      port: await freePort(),
      second: true,
      guides: true,
      life,
      log: console.error,
    });
    const password = await chooseLastingPassword(origin, member);
    return { origin, member: { email: member.email, password }, simulator, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The page as people see it once it has come to rest: fonts in, nothing loading. */
async function settle(page: Page): Promise<void> {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(300);
}

async function shoot(
  browser: Browser,
  target: Target,
  session: MemberSession | null,
  pages: readonly ProductPage[],
) {
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      // All of it takes longer than a proof counts, and some pages begin what asks for one.
      await session?.prove();
      const context = await browser.newContext({
        baseURL: target.origin,
        colorScheme,
        viewport: { width, height: 900 },
        // As on a telephone: scroll bars take no room.
        isMobile: width < 700,
        reducedMotion: 'reduce',
        ...(session === null ? {} : { storageState: await session.api.storageState() }),
      });
      const page = openingWhole(await context.newPage());
      for (const { name, path, covered = false, act } of pages) {
        await page.goto(path);
        await settle(page);
        if (act !== undefined) await act(page);
        const file = join(FOLDER, `${name}-${colorScheme}-${width}.png`);
        await page.screenshot({ path: file, fullPage: !covered });
        console.log(file);
      }
      await context.close();
    }
  }
}

async function takePicture(browser: Browser, target: Target, session: MemberSession, file: string) {
  const context = await browser.newContext({
    baseURL: target.origin,
    colorScheme: 'light',
    viewport: { width: 1440, height: 960 },
    storageState: await session.api.storageState(),
  });
  const page = openingWhole(await context.newPage());
  await page.goto('/dashboard');
  await page.waitForTimeout(LIVE_MS);
  await settle(page);
  mkdirSync(dirname(file), { recursive: true });
  await page.screenshot({ path: file });
  console.log(`${file}, ${Math.round(statSync(file).size / 1024)} kB`);
}

async function main(): Promise<void> {
  const executablePath = findSystemProgram('chromium');
  if (executablePath === null)
    throw new Error('The pictures need Chromium: install the package "chromium" and try again.');
  const target = givenTarget() ?? (await demoTarget());
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const session = await openMemberSession(target.origin, target.member);
    await waitForHistory(session.read);
    if (flags.picture !== undefined) await takePicture(browser, target, session, flags.picture);
    else {
      if (target.simulator !== null) await stageHiders(session, target.simulator);
      const only = flags.only.split(',');
      const wanted = ({ name, changes }: ProductPage) =>
        only.some((text) => name.includes(text)) && (target.simulator !== null || changes !== true);
      mkdirSync(FOLDER, { recursive: true });
      await shoot(browser, target, null, OPEN_PAGES.filter(wanted));
      await shoot(browser, target, session, (await productPages(session.read)).filter(wanted));
    }
    await session.api.dispose();
  } finally {
    await browser.close();
    await target.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
