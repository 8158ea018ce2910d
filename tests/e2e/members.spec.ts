import { expect } from '@playwright/test';
import { UNKNOWN_ID } from '@/scripts/pages/product-page';
import { openingWhole } from '@/scripts/pages/whole-page';
import { axeInBothSchemes } from './axe';
import { test } from './member';

/** Pages that somebody with *Integrations Marketplace: Read* alone may not open. */
const NOT_FOR_A_MARKETPLACE_READER = [
  '/dashboard',
  '/people',
  `/people/${UNKNOWN_ID}`,
  '/watchlists',
  '/campaigns',
  `/campaigns/${UNKNOWN_ID}`,
  '/behaviors',
  '/behaviors/identity',
  '/signals',
  '/customers',
  ...['scoring', 'detectors', 'hidden', 'criticality', 'members', 'roles', 'audit'].map(
    (page) => `/settings/${page}`,
  ),
];

test('somebody is invited with a custom role, joins by the link, sees only what it allows, and feels a change', async ({
  page,
  browser,
}) => {
  await page.goto('/settings/roles');
  await page.getByRole('button', { name: 'Make a custom role' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Name', { exact: true }).fill('Marketplace reader');
  await sheet
    .getByRole('group', { name: 'Integrations Marketplace' })
    .getByRole('checkbox', { name: 'Read', exact: true })
    .check();
  await sheet.getByRole('button', { name: 'Make the role' }).click();
  await expect(page.getByRole('columnheader', { name: /Marketplace reader/ })).toBeInViewport({ ratio: 1 });

  await page.goto('/settings/members');
  await page.getByRole('button', { name: 'Invite a member' }).click();
  await sheet.getByLabel('E-mail').fill('mira@example.com');
  await sheet.getByLabel('Role').selectOption({ label: 'Marketplace reader' });
  await sheet.getByRole('button', { name: 'Make the link' }).click();
  const link = (await sheet.getByRole('status').locator('code').textContent()) ?? '';
  expect(link).toContain('/invitation#');
  await sheet.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('table', { name: 'Invitations' })).toContainText('mira@example.com');

  const elsewhere = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const other = openingWhole(await elsewhere.newPage());
  await other.goto(link);
  await expect(other.getByText('You are invited as Marketplace reader.')).toBeVisible();
  await other.getByLabel('Your name').fill('Mira');
  await other.getByLabel('Password', { exact: true }).fill('a lantern beside the harbour');
  await other.getByRole('button', { name: 'Join' }).click();
  await expect(other).toHaveURL('/integrations');
  await expect(other.getByRole('navigation', { name: 'Pages' }).getByRole('link')).toHaveText(
    /^Integrations/,
  );
  for (const path of NOT_FOR_A_MARKETPLACE_READER) {
    await other.goto(path);
    await expect(other.getByRole('heading', { level: 1 }), path).toHaveText('Not for your role');
    await expect(
      other.getByText('A Marketplace reader of Northwind Traders may not').filter({ visible: true }),
    ).toBeVisible();
  }
  expect(await axeInBothSchemes(other)).toEqual([]);
  await expect(other).toHaveURL('/settings/audit');

  const row = page.getByRole('table', { name: 'Members' }).getByRole('button', { name: 'Mira' });
  await row.click();
  // The page opens by itself, under the address that it was asked for by.
  await sheet.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Auditor' });
  await sheet.getByRole('button', { name: 'Give this role' }).click();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Audit log');
  // So it does on the way back to it.
  await other.goto('/integrations/human-risk');
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Not for your role');
  await other.getByRole('link', { name: 'Back to what you may open' }).click();
  await expect(other).toHaveURL('/dashboard');
  await sheet.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Full Administrator' });
  await sheet.getByRole('button', { name: 'Give this role' }).click();
  await expect(sheet.getByText('Full Administrator', { exact: true }).first()).toBeVisible();
  await other.goBack();
  await expect(other.getByRole('heading', { level: 1 })).not.toHaveText('Not for your role');
  await sheet.getByRole('button', { name: 'Switch access off' }).click();
  await sheet.getByRole('button', { name: 'Switch it off' }).click();
  await expect(sheet.getByRole('button', { name: 'Switch access on' })).toBeVisible();
  // The page leaves by itself at the same time, which may come between.
  await expect(() => other.goto('/integrations')).toPass();
  await expect(other).toHaveURL(/\/sign-in/);
  await elsewhere.close();

  await sheet.getByRole('button', { name: 'Take out of this account' }).click();
  await sheet.getByRole('button', { name: 'Take Mira out' }).click();
  await expect(sheet).toBeHidden();
  await expect(row).toBeHidden();
});

test('a role that is removed while it is open leaves neither a dialog nor its id behind', async ({
  page,
}) => {
  await page.goto('/settings/roles');
  const sheet = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Make a custom role' }).click();
  await sheet.getByRole('textbox', { name: 'Name' }).fill('Desk lead');
  await sheet.getByRole('checkbox').and(sheet.locator(':enabled')).first().check();
  await sheet.getByRole('button', { name: 'Make the role' }).click();
  await page.getByRole('button', { name: 'Change Desk lead' }).click();
  await expect(page).toHaveURL(/[?&]selected=/);
  await sheet.getByRole('button', { name: 'Remove the role' }).click();
  await sheet.getByRole('button', { name: 'Remove Desk lead for good' }).click();
  await expect(page.getByRole('columnheader', { name: /Desk lead/ })).toHaveCount(0);
  await expect(page).toHaveURL(/\/settings\/roles$/);
  await expect(sheet).toHaveCount(0);
});

test('to ask a second factor of everybody at once says first whom that stops', async ({ page }) => {
  await page.goto('/settings/members');
  const card = page.getByRole('region', { name: 'Second factor' });
  await card.getByRole('combobox', { name: 'From when on' }).selectOption({ label: 'At once' });
  await card.getByRole('button', { name: 'Ask it of everybody' }).click();
  await expect(card.getByRole('status')).toContainText('you too');
  await expect(card.getByRole('button', { name: /^Stop .+ now$/ })).toBeVisible();
  await card.getByRole('button', { name: 'Not now' }).click();
  await expect(card).toContainText('leaves it to each member');
});
