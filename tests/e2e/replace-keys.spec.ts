import { expect } from '@playwright/test';
import { axeInBothSchemes } from './axe';
import { test } from './member';
import { runningProduct } from './product';

const { simulator } = runningProduct();

test('keys are tested before they are replaced, by keyboard and on a narrow screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto('/integrations');
  await page.getByRole('link', { name: /^View .*Production/ }).click();
  const opener = page.getByRole('button', { name: /^More for .*Production/ });
  const open = async () => {
    await opener.press('Enter');
    await page.getByRole('menuitem', { name: 'Replace keys' }).press('Enter');
  };
  await open();
  const dialog = page.getByRole('dialog', { name: /^Replace the keys of/ });
  await expect(dialog.getByLabel('API host name')).toHaveValue(simulator.host);
  expect(await axeInBothSchemes(page)).toEqual([]);
  expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);

  await dialog.getByRole('button', { name: 'Test and replace' }).click();
  await expect(dialog.getByLabel('Integration key')).toBeFocused();
  await expect(dialog.getByLabel('Secret key')).toHaveAccessibleDescription(/Enter the secret key/);

  await dialog.getByLabel('Integration key').fill(simulator.ikey);
  await dialog.getByLabel('Secret key').fill('x'.repeat(40));
  const eye = dialog.getByRole('button', { name: 'Show what was typed' });
  await dialog.getByLabel('Secret key').press('Tab');
  await expect(eye).toBeFocused();
  await eye.press('Enter');
  await expect(dialog.getByLabel('Secret key')).toHaveAttribute('type', 'text');
  await dialog.getByLabel('Secret key').press('Enter');
  await expect(dialog.getByLabel('Secret key')).toHaveAccessibleDescription(/did not accept the signature/);
  await expect(dialog.getByLabel('Secret key')).toBeFocused();
  await expect(dialog.getByText(/must read like/)).toHaveCount(0);

  await dialog.getByLabel('Secret key').fill(simulator.skey);
  await dialog.getByLabel('Secret key').press('Enter');
  // The test takes its turn beside the workers.
  await expect(dialog).toBeHidden({ timeout: 25_000 });
  await expect(page.getByText('The keys have been replaced.').filter({ visible: true })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'The keys have been replaced.' })).toBeFocused();
  await expect(page.getByText(simulator.skey)).toHaveCount(0);

  await open();
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});
