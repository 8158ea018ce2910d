import { createHmac, randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { peoplePageSchema } from '@/domain/views/person';
import { test } from './member';

const NAME = 'Leak Watch';

/** Sends one event as a program would, signed with what was copied from the page. */
async function deliver(address: string, secret: string, event: object): Promise<Response> {
  const body = JSON.stringify({ events: [event] });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const hmac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return fetch(address, {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      'Parapet-Timestamp': timestamp,
      'Parapet-Delivery': randomUUID(),
      'Parapet-Signature': `v1=${hmac}`,
    },
  });
}

/** What stands beside a label on the page that is shown once. */
async function shown(page: Page, label: string): Promise<string> {
  return page
    .getByRole('definition')
    .filter({ has: page.getByRole('button', { name: label }) })
    .locator('code')
    .innerText();
}

const eventOf = (email: string) => ({
  id: randomUUID(),
  kind: 'leaked_password',
  occurredAt: new Date().toISOString(),
  person: { email },
  description: 'Found in a public dump',
});

test.describe.serial('a webhook', () => {
  let address = '';
  let secret = '';

  test('has a tile of its own, is tested, saved, and shows its secret once', async ({ page }) => {
    await page.goto('/integrations');
    await expect(page.getByRole('region', { name: 'Generic webhook', exact: true })).toContainText(
      'Not configured',
    );
    await page.getByRole('link', { name: 'Configure New: Generic webhook' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connect Generic webhook');
    await page.getByRole('textbox', { name: /^Name/ }).fill(NAME);
    await page.getByLabel('Who reports').fill('Leak Watch');
    await expect(page.getByLabel('Hours that a replaced secret stays good')).toHaveValue('24');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();

    await expect(page.getByText(`${NAME} has been set up.`).filter({ visible: true })).toBeVisible();
    address = await shown(page, 'Copy: Address to send to');
    secret = await shown(page, 'Copy: Signing secret');
    expect(address).toMatch(/^http.*\/api\/inbound\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/);
    expect(secret).toMatch(/^parapet_[\w-]{43}$/);
    await page.getByRole('link', { name: `Open ${NAME}` }).click();
    await expect(page.getByText('Waiting for the first delivery').first()).toBeVisible();
    await expect(page.getByText(address).filter({ visible: true })).toBeVisible();
    await expect(page.getByText(secret)).toHaveCount(0);
  });

  test('refuses what is not signed by it, also from a browser that is signed in', async ({ page }) => {
    const refused = await deliver(address, `${secret}x`, eventOf('ada@example.com'));
    expect(refused.status).toBe(401);
    const forged = await page.request.post(address, { data: { events: [] } });
    expect(forged.status()).toBe(401);
  });

  test('puts what is reported on the profile of the person whom Duo knows by that address', async ({
    page,
    session,
  }) => {
    const { people } = peoplePageSchema.parse(await session.read('/api/v1/people'));
    const person = people.find(({ email }) => email !== null);
    const email = person?.email ?? '';
    expect(email).toContain('@');
    const taken = await deliver(address, secret, eventOf(email));
    expect([taken.status, await taken.json()]).toEqual([
      200,
      { accepted: 1, duplicate: 0, ignored: 0, rejected: [] },
    ]);

    await page.goto(`/people/${person?.id ?? ''}`);
    await expect(
      page.getByText('Leak Watch reported a leaked password: Found in a public dump').first(),
    ).toBeVisible();
    await page.goto('/dashboard');
    await expect(page.getByText(NAME).first()).toBeVisible();
    await page.goto('/integrations');
    const tile = page.getByRole('region', { name: 'Generic webhook', exact: true });
    await expect(tile).toContainText('Connected');
    await tile.getByRole('link', { name: `View ${NAME}` }).click();
    await page.getByRole('tab', { name: 'Runs' }).click();
    await expect(page.getByRole('tabpanel', { name: 'Runs' }).getByText('Delivery').first()).toBeVisible();
  });
});
