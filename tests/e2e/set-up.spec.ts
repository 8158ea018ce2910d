import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { eraseEmbeddedPostgres } from '@/scripts/embedded-postgres.mjs';
import { freePort } from '@/scripts/free-port.mjs';
import { axeViolations } from './axe';
import { collectComplaints } from './complaints';
import { test } from './whole-pages';

/** What each page says while nothing has been read yet. */
const EMPTY_PAGES: readonly (readonly [string, string | RegExp])[] = [
  ['/dashboard', 'Nothing is connected yet, so nothing can be shown.'],
  ['/people', 'Nobody is known yet.'],
  ['/watchlists', 'There is no watchlist yet.'],
  ['/campaigns', 'No source has gone for several people.'],
  ['/behaviors', 'Nothing is known yet.'],
  ['/behaviors/identity', 'No identity events in this time.'],
  ['/behaviors/identity?tab=individuals', 'Nobody matches.'],
  ['/behaviors/identity?tab=breakdown', 'Nothing adds to anybody’s attack factor.'],
  ['/behaviors/identity?tab=latest', 'No event matches.'],
  ['/signals', 'No record lies in this time.'],
  ['/integrations', 'Nothing is connected yet, so nothing can be shown of anybody.'],
  ['/settings/hidden', 'Nothing is hidden.'],
  ['/settings/criticality', 'No group is known yet.'],
  ['/settings/detectors', /Detectors/],
  ['/settings/scoring', /policy/],
  ['/settings/members', 'No invitation is open.'],
  ['/settings/tokens', 'There is no token yet.'],
  ['/settings/audit?q=zzzz', 'No entry is like this.'],
  ['/customers', 'This account looks after no other.'],
];

/** What `npm start` prints on a state that nobody has used. */
interface Fresh {
  readonly origin: string;
  readonly token: string;
}

test.describe.serial('a product that nobody has used', () => {
  const home = mkdtempSync(join(tmpdir(), 'parapet-fresh-'));
  let child: ChildProcess;
  let fresh: Fresh;

  test.beforeAll(async () => {
    test.setTimeout(90_000);
    const port = await freePort();
    // Browsers make passkeys for names only.
    const origin = `http://localhost:${port}`;
    const env = { ...process.env, PARAPET_HOME: home, PORT: String(port), PARAPET_URL: origin };
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'HOST']) Reflect.deleteProperty(env, name);
    child = spawn(process.execPath, ['scripts/start.mjs'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    const token = await new Promise<string>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        said.push(chunk.toString());
        const found = /works once:\s+(\S+)/.exec(said.join(''))?.[1];
        if (found !== undefined) resolve(found);
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.on('exit', () => reject(new Error(`npm start ended:\n${said.join('')}`)));
    });
    fresh = { origin, token };
  });

  test.afterAll(async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await eraseEmbeddedPostgres({ home });
    rmSync(home, { recursive: true, force: true });
  });

  test('is set up with the token of the console, and shows what to do first', async ({ page }) => {
    const complaints = await collectComplaints(page, fresh.origin);
    await page.goto(fresh.origin);
    await page.waitForURL(/\/setup/);
    await page.getByLabel('Set-up token').fill('guessed');
    await page.getByLabel('Organisation').fill('Northwind Traders');
    await page.getByLabel('Your name').fill('Robin Haas');
    await page.getByLabel('Your e-mail').fill('robin@northwind.example');
    await page.getByLabel('Password', { exact: true }).fill('a wall with a walk behind it');
    await page.getByRole('button', { name: 'Make the first administrator' }).click();
    await expect(page.getByLabel('Set-up token')).toHaveAccessibleDescription(
      /This is not the one-time token/,
    );

    await page.getByLabel('Set-up token').fill(fresh.token);
    await page.getByRole('button', { name: 'Make the first administrator' }).click();
    await page.waitForURL(/\/notice/);
    await expect(
      page
        .getByText('Nobody is shown in this account before its notice is accepted.')
        .filter({ visible: true }),
    ).toBeVisible();
    expect(await axeViolations(page), '/notice').toEqual([]);
    await page.getByRole('button', { name: 'Accept for this account' }).click();
    await page.waitForURL(/\/dashboard/);
    const feeds = page.getByRole('region', { name: 'Feeds' });
    await expect(feeds.getByText('Nothing is connected yet, so nothing can be shown.')).toBeVisible();
    await expect(feeds.getByRole('link', { name: 'Connect Cisco Duo' })).toBeVisible();
    const refused = complaints.filter((line) => !line.includes('400 (Bad Request)'));
    expect(refused).toEqual([]);

    for (const [path, words] of EMPTY_PAGES) {
      await page.goto(fresh.origin + path);
      await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
      await expect(page.getByText(words).filter({ visible: true }).first(), path).toBeVisible();
      expect(await axeViolations(page), path).toEqual([]);
    }

    await page.goto(`${fresh.origin}/setup?token=${fresh.token}`);
    await expect(page).not.toHaveURL(/\/setup/);
  });

  test('does not accept the simulator, or any host that is not Duo’s', async ({ page }) => {
    await page.goto(`${fresh.origin}/sign-in`);
    await page.getByLabel('E-mail').fill('robin@northwind.example');
    await page.getByLabel('Password', { exact: true }).fill('a wall with a walk behind it');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/dashboard/);
    for (const host of ['127.0.0.1:5432', 'api-1a2b3c4d.duosecurity.com.evil.example', 'localhost']) {
      const response = await page.request.post(`${fresh.origin}/api/v1/integrations/test`, {
        data: {
          connector: 'cisco-duo',
          fields: { host, ikey: 'DI00000000000000TEST', skey: 'x'.repeat(40) },
        },
        headers: { origin: fresh.origin },
      });
      expect(response.status(), host).toBe(400);
      expect(await response.text(), host).toContain('The API host name must read like');
    }
  });

  test('is signed in to with a passkey alone, once one was added', async ({ page }) => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        isUserVerified: true,
      },
    });
    await page.goto(`${fresh.origin}/sign-in?next=/settings/sign-in`);
    await page.getByLabel('E-mail').fill('robin@northwind.example');
    await page.getByLabel('Password', { exact: true }).fill('a wall with a walk behind it');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    const sheet = page.getByRole('dialog', { name: 'Add a passkey' });
    await sheet.getByLabel('Name').fill('Desk');
    await sheet.getByRole('button', { name: 'Make the passkey' }).click();
    await sheet.getByRole('button', { name: 'I have kept them' }).click();
    await expect(page.getByRole('table', { name: 'Passkeys' })).toContainText('Desk');
    expect(await axeViolations(page)).toEqual([]);

    await page.context().clearCookies();
    await page.goto(`${fresh.origin}/sign-in?next=/settings/sign-in`);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    const passkeys = page.getByRole('table', { name: 'Passkeys' });
    await expect(passkeys).toContainText('Desk');
    await expect(passkeys).not.toContainText('not yet');
  });
});
