import { expect, type Page } from '@playwright/test';
import { test } from './member';

const overTime = (page: Page) => page.getByRole('region', { name: 'Events over time', exact: true });
const behaviors = (page: Page) => page.getByRole('region', { name: 'Human Risk Behaviors' });

/** What somebody does on a page, and what shows that it still holds: after a reload, and for whom the link is sent. */
const WALKS: readonly {
  readonly page: string;
  readonly act: (page: Page) => Promise<void>;
  readonly address: RegExp;
  readonly holds: (page: Page) => Promise<void>;
}[] = [
  {
    page: '/dashboard',
    act: (page) => page.getByRole('button', { name: 'MFA enrolment' }).click(),
    address: /[?&]rows=/,
    holds: (page) =>
      expect(page.getByRole('button', { name: 'MFA enrolment' })).toHaveAttribute('aria-expanded', 'true'),
  },
  {
    page: '/behaviors/identity',
    act: (page) => overTime(page).getByRole('button', { name: 'Table', exact: true }).click(),
    address: /[?&]tables=over-time/,
    holds: (page) => expect(overTime(page).getByRole('button', { name: 'Chart', exact: true })).toBeVisible(),
  },
  {
    page: '/dashboard?range=7d',
    act: (page) => behaviors(page).getByRole('button', { name: 'Table', exact: true }).click(),
    address: /[?&]tables=behaviors/,
    holds: (page) => expect(behaviors(page).getByRole('table', { name: 'Denials over time' })).toBeVisible(),
  },
  {
    page: '/people',
    act: (page) => page.getByRole('button', { name: 'Filters and order' }).click(),
    address: /[?&]open=filters/,
    holds: (page) => expect(page.getByRole('combobox', { name: 'Last event' })).toBeVisible(),
  },
  {
    page: '/integrations',
    act: (page) => page.getByRole('searchbox', { name: 'Search integrations' }).fill('webhook'),
    address: /[?&]q=webhook/,
    holds: async (page) => {
      await expect(page.getByRole('searchbox', { name: 'Search integrations' })).toHaveValue('webhook');
      await expect(page.getByRole('link', { name: /^View Cisco Duo/ })).toHaveCount(0);
    },
  },
  {
    page: '/behaviors/identity?tab=latest',
    act: (page) => page.getByRole('table').locator('[data-row]').first().click(),
    address: /[?&]event=/,
    holds: (page) =>
      expect(page.getByRole('dialog', { name: 'Identity event and its evidence' })).toBeVisible(),
  },
  {
    page: '/signals?q=result%3Adenied',
    act: (page) => page.getByRole('table', { name: 'Records' }).getByRole('button').first().click(),
    address: /[?&](record|signal)=/,
    holds: (page) => expect(page.getByRole('dialog').getByLabel('Raw record').first()).toBeVisible(),
  },
  {
    page: '/behaviors/identity?tab=individuals',
    act: (page) => page.getByRole('button', { name: 'Falls a band in' }).click(),
    address: /[?&]sort=fall/,
    holds: (page) =>
      expect(page.getByRole('columnheader', { name: 'Falls a band in' })).toHaveAttribute(
        'aria-sort',
        'ascending',
      ),
  },
  {
    page: '/behaviors/identity?tab=individuals&range=7d',
    act: async (page) => {
      await page.getByRole('combobox', { name: 'Group' }).selectOption({ value: 'none' });
    },
    address: /[?&]ungrouped=true/,
    holds: (page) => expect(page.getByRole('combobox', { name: 'Group' })).toHaveValue('none'),
  },
  {
    page: '/settings/members',
    act: (page) => page.getByRole('table', { name: 'Members' }).locator('[data-row]').first().click(),
    address: /[?&]selected=/,
    holds: (page) => expect(page.getByRole('dialog').getByRole('region', { name: 'Role' })).toBeVisible(),
  },
  {
    page: '/people?band=very_low',
    act: (page) => page.getByRole('button', { name: /^Notifications/ }).click(),
    address: /band=very_low&notification=all$/,
    holds: (page) => expect(page.getByRole('dialog', { name: 'Notifications', exact: true })).toBeVisible(),
  },
];

for (const { page: path, act, address, holds } of WALKS) {
  test(`what is done on ${path} stands in the address, and holds after a reload`, async ({ page }) => {
    await page.goto(path);
    await expect(async () => {
      await act(page);
      await expect(page).toHaveURL(address, { timeout: 1_000 });
    }).toPass();
    await page.reload();
    await holds(page);
  });
}

test('a link that selects what is not in a list says so, and leads to the list', async ({ page }) => {
  for (const [path, what] of [
    ['/settings/members', 'member'],
    ['/settings/tokens', 'token'],
    ['/settings/roles', 'role'],
    ['/settings/notifications', 'notification rule'],
    ['/watchlists', 'watchlist'],
  ] as const) {
    await page.goto(`${path}?selected=00000000-0000-4000-8000-000000000000`);
    const said = page.getByRole('dialog', { name: `No such ${what}` });
    await expect(said).toContainText('not in this list');
    await said.getByRole('button', { name: 'Show the list' }).click();
    await expect(said).toHaveCount(0);
    await expect(page).toHaveURL(new RegExp(`${path}$`));
  }
});

test('the way back closes the bell, and a link to a notification that is not there says so', async ({
  page,
}) => {
  const bell = page.getByRole('dialog', { name: 'Notifications', exact: true });
  const one = page.getByRole('dialog', { name: 'Notification', exact: true });
  await page.goto('/campaigns');
  await expect(async () => {
    await page.getByRole('button', { name: /^Notifications/ }).click({ timeout: 1_000 });
    await expect(page).toHaveURL(/\/campaigns\?notification=all$/, { timeout: 1_000 });
  }).toPass();
  await page.goBack();
  await expect(bell).toHaveCount(0);
  await expect(page).toHaveURL(/\/campaigns$/);
  await page.goForward();
  await expect(bell).toBeVisible();
  // Shut twice, as by two presses, it is gone back from once: the page stays.
  await Promise.all([page.keyboard.press('Escape'), page.keyboard.press('Escape')]);
  await expect(bell).toHaveCount(0);
  await expect(page).toHaveURL(/\/campaigns$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Campaigns');
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await bell.getByRole('link', { name: 'Notification rules' }).click();
  await expect(page).toHaveURL(/\/settings\/notifications$/);
  await expect(bell).toHaveCount(0);

  await page.goto('/campaigns?notification=00000000-0000-4000-8000-000000000000');
  await expect(one).toContainText('This notification is not found.');
  await one.getByRole('button', { name: 'Show all notifications' }).click();
  await expect(bell).toBeVisible();
  await page.goBack();
  await expect(one).toContainText('It was not sent to you, is kept no longer');
  await page.keyboard.press('Escape');
  await expect(one).toHaveCount(0);
  await expect(page).toHaveURL(/\/campaigns$/);
});

test('what was looked at beside a list and shut leaves nothing in the history', async ({ page }) => {
  for (const [path, table] of [
    ['/signals?q=result%3Adenied', 'Records'],
    ['/settings/audit?q=sign', 'Entries'],
    ['/settings/members', 'Members'],
  ] as const) {
    await page.goto('/campaigns');
    await page.goto(path);
    const rows = page.getByRole('table', { name: table }).locator('[data-row]');
    const beside = page.getByRole('dialog');
    for (const row of [rows.first(), rows.last()]) {
      await expect(async () => {
        await row.click({ timeout: 1_000 });
        await expect(beside).toBeVisible({ timeout: 1_000 });
      }).toPass();
      await page.keyboard.press('Escape');
      await expect(beside).toHaveCount(0);
      await expect(page).toHaveURL(path);
    }
    await page.goBack();
    await expect(page, path).toHaveURL('/campaigns');
  }
});

test('the field of the audit log says what is searched for, after Back and Forward too', async ({ page }) => {
  await page.goto('/settings/audit?q=sign');
  const field = page.getByRole('textbox', { name: 'Who, what or from where' });
  await expect(field).toHaveValue('sign');
  await expect(async () => {
    await field.fill('member');
    await field.press('Enter');
    await expect(page).toHaveURL(/[?&]q=member/, { timeout: 1_000 });
  }).toPass();
  await page.goBack();
  await expect(page).toHaveURL(/[?&]q=sign/);
  await expect(field).toHaveValue('sign');
  await page.goForward();
  await expect(field).toHaveValue('member');
});
