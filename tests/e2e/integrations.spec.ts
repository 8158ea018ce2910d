import { expect, type Page } from '@playwright/test';
import { test } from './member';
import { runningProduct } from './product';

const { simulator: known, second: simulator } = runningProduct();
const NAME = 'Cisco Duo · Subsidiary';

async function fill(page: Page, values: { name: string; skey: string }): Promise<void> {
  await page.getByRole('textbox', { name: /^Name/ }).fill(values.name);
  await page.getByLabel('API host name').fill(simulator.host);
  await page.getByLabel('Integration key').fill(simulator.ikey);
  await page.getByLabel('Secret key').fill(values.skey);
}

test.describe.serial('an integration', () => {
  test('with a wrong secret is tested step by step, is not saved, and says at the field what to do', async ({
    page,
  }) => {
    await page.goto('/integrations');
    await expect(page.getByRole('region', { name: 'Cisco Duo', exact: true })).toContainText(
      /Connected|Syncing/,
    );
    await page.getByRole('link', { name: 'Configure New' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connect Cisco Duo');

    await fill(page, { name: NAME, skey: 'x'.repeat(40) });
    await page.getByRole('button', { name: 'Test connection' }).click();
    const steps = page.getByRole('region', { name: 'Configure' }).getByRole('listitem');
    await expect(steps.filter({ hasText: 'Keys and signature' })).toContainText('failed');
    await expect(steps.filter({ hasText: 'Keys and signature' })).toContainText(/secret key/i);
    await expect(steps.filter({ hasText: 'Permission: read log' })).toContainText('not tested');
    await expect(steps.getByRole('link', { name: 'Show me in the guide' }).first()).toBeVisible();
    await expect(page.getByLabel('Secret key')).toHaveAccessibleDescription(/secret key.*(again|copy)/i);
    await expect(page.getByRole('button', { name: /^Save/ })).toHaveCount(0);
  });

  test('with the right values is saved, polled, and says Connected', async ({ page }) => {
    await page.goto('/integrations/new/cisco-duo');
    await fill(page, { name: NAME, skey: simulator.skey });
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(page.getByText('The connection works.')).toBeVisible();
    await page.getByRole('button', { name: 'Save and start polling' }).click();
    await expect(page).toHaveURL(/\/integrations\/[0-9a-f-]{36}\?saved=1$/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(NAME);
    await expect(page.getByText(`${NAME} has been set up.`)).toBeVisible();
    await expect(page.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 45_000 });
    await expect(page.getByRole('region', { name: 'Runs' }).getByText('Done').first()).toBeVisible();
    await expect(page.getByText(simulator.skey)).toHaveCount(0);
  });

  test('may not take a name that another one has', async ({ page }) => {
    await page.goto('/integrations/new/cisco-duo');
    await fill(page, { name: NAME, skey: simulator.skey });
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('button', { name: 'Save and start polling' }).click();
    await expect(page.getByRole('textbox', { name: /^Name/ })).toHaveAccessibleDescription(
      new RegExp(`there is an integration called ${NAME} already. Choose another name.`, 'i'),
    );
    await page.goto('/integrations');
    await expect(page.getByRole('link', { name: `View ${NAME}` })).toHaveCount(1);
  });

  test('may not read a Duo account that another one reads', async ({ page }) => {
    await page.goto('/integrations/new/cisco-duo');
    await page.getByRole('textbox', { name: /^Name/ }).fill('Cisco Duo · Twice');
    await page.getByLabel('API host name').fill(known.host);
    await page.getByLabel('Integration key').fill(known.ikey);
    await page.getByLabel('Secret key').fill(known.skey);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('button', { name: 'Save and start polling' }).click();
    await expect(page.getByLabel('API host name')).toHaveAccessibleDescription(
      /Cisco Duo · Production reads this Duo account already/,
    );
  });

  test('is paused only after a question, then says Paused, and resumes', async ({ page }) => {
    await page.goto('/integrations');
    await page.getByRole('link', { name: `View ${NAME}` }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    const question = page.getByRole('dialog', { name: `Pause ${NAME}?` });
    await expect(question).toContainText('not seen until you resume');
    await question.getByRole('button', { name: 'Keep it running' }).click();
    await expect(question).toBeHidden();
    await expect(page.getByRole('button', { name: 'Run now' })).toBeVisible();

    await page.getByRole('button', { name: 'Pause' }).click();
    await question.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText('Paused', { exact: true }).first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Run now' })).toHaveCount(0);

    await page.getByRole('button', { name: 'Resume' }).click();
    await expect(page.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 45_000 });
  });

  test('can be tested with its stored keys', async ({ page }) => {
    await page.goto('/integrations');
    await page.getByRole('link', { name: `View ${NAME}` }).click();
    await page.getByRole('button', { name: 'Test connection' }).click();
    const sheet = page.getByRole('dialog', { name: 'Test connection' });
    await expect(sheet.getByText('The connection works.')).toBeVisible();
    await sheet.getByRole('button', { name: 'Close' }).click();
    await expect(page.getByRole('button', { name: 'Test connection' })).toBeFocused();
  });
});

test('fields that are empty or misread say what to enter, before anything is sent', async ({ page }) => {
  await page.goto('/integrations/new/cisco-duo');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByLabel('API host name')).toHaveAccessibleDescription(/Enter the API host name/);
  await expect(page.getByLabel('Integration key')).toHaveAccessibleDescription(/Enter the integration key/);
  await expect(page.getByLabel('Secret key')).toHaveAccessibleDescription(/Enter the secret key/);
  await page.getByLabel('API host name').fill('https://api-1a2b3c4d.duosecurity.com/');
  await page.getByLabel('API host name').blur();
  await expect(page.getByLabel('API host name')).toHaveValue('api-1a2b3c4d.duosecurity.com');
});
