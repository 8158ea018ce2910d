import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './member';
import { runningProduct } from './product';

const { simulator: known, second: simulator } = runningProduct();
const NAME = 'Cisco Duo · Subsidiary';
const WIZARD = '/integrations/new/cisco-duo';

async function fill(page: Page, values: { name: string; skey: string }): Promise<void> {
  await page.getByRole('textbox', { name: /^Name/ }).fill(values.name);
  await page.getByLabel('API host name').fill(simulator.host);
  await page.getByLabel('Integration key').fill(simulator.ikey);
  await page.getByLabel('Secret key').fill(values.skey);
}

const testing = (page: Page) => page.getByRole('region', { name: 'Test and save' });

/** Grants permissions of the Duo application, or takes them away. */
async function permit(how: 'grant' | 'revoke', ...permissions: string[]): Promise<void> {
  const response = await fetch(`${simulator.controlUrl}/permissions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${simulator.controlToken}` },
    body: JSON.stringify({ [how]: permissions }),
  });
  expect(response.status).toBe(200);
}

/** Presses Tab until the field, switch or button of that name has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 90; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(wanted)}.`);
}

test('the hub finds connectors and integrations by their words, and says when nothing matches', async ({
  page,
}) => {
  await page.goto('/integrations');
  const search = page.getByRole('searchbox', { name: 'Search integrations' });
  const duo = page.getByRole('region', { name: 'Cisco Duo', exact: true });
  await expect(duo.getByRole('link', { name: 'View Cisco Duo · Production' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Identity & Access' })).toBeVisible();
  await search.fill('identity production');
  await expect(duo).toBeVisible();
  await search.fill('okta');
  await expect(duo).toBeHidden();
  await expect(page.getByText('No integration matches.').filter({ visible: true })).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(duo).toBeVisible();
  await search.fill('zzz');
  await search.press('Escape');
  await expect(search).toHaveValue('');
});

test.describe.serial('an integration', () => {
  test('with a wrong secret is tested step by step, is not saved, and leads to the field', async ({
    page,
  }) => {
    await page.goto('/integrations');
    await expect(page.getByRole('region', { name: 'Cisco Duo', exact: true })).toContainText(
      /Connected|Syncing/,
    );
    await page.getByRole('link', { name: 'Configure New: Cisco Duo' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connect Cisco Duo');

    await fill(page, { name: NAME, skey: 'x'.repeat(40) });
    await page.getByRole('button', { name: 'Test connection' }).click();
    const steps = testing(page).getByRole('listitem');
    await expect(steps.filter({ hasText: 'Keys and signature' })).toContainText('failed');
    await expect(steps.filter({ hasText: 'Keys and signature' })).toContainText(/secret key/i);
    await expect(steps.filter({ hasText: 'Permission: read log' })).toContainText('not tested');
    await expect(page.getByLabel('Secret key')).toHaveAccessibleDescription(/secret key.*(again|copy)/i);
    await expect(page.getByLabel('Secret key')).toBeFocused();
    await expect(page.getByRole('button', { name: /^Save/ })).toHaveCount(0);
    await steps.getByRole('link', { name: 'Show me in the guide' }).first().click();
    await expect(page.getByText(/^A wrong key or secret:/)).toBeInViewport();
    await expect(page.getByLabel('API host name')).toHaveValue(simulator.host);
  });

  test('shows what the key may read, says what is refused, and warns of what is not needed', async ({
    page,
  }) => {
    await permit('revoke', 'read_information');
    await page.goto(WIZARD);
    await fill(page, { name: NAME, skey: simulator.skey });
    await page.getByRole('button', { name: 'Test connection' }).click();
    const found = page.getByRole('table', { name: 'Permissions found' });
    await expect(found.getByRole('row', { name: /^Authentication/ })).toContainText('Granted');
    await expect(found.getByRole('row', { name: /^Summary/ })).toContainText('Refused');
    await expect(testing(page)).toContainText('Summary is refused for now. It can be saved all the same');
    await expect(testing(page)).not.toContainText('can do more than it needs');
    await page.getByRole('switch', { name: 'Directory' }).press('Space');
    await expect(testing(page)).toContainText('Grant resource - Read is granted, and Directory is off here.');
    await permit('grant', 'read_information');
  });

  test('is set up with the keyboard alone, polled, and says Connected', async ({ page }) => {
    await page.goto(WIZARD);
    await tabTo(page, page.getByRole('textbox', { name: /^Name/ }));
    await page.keyboard.type(NAME);
    await tabTo(page, page.getByLabel('API host name'));
    await page.keyboard.type(simulator.host);
    await tabTo(page, page.getByLabel('Integration key'));
    await page.keyboard.type(simulator.ikey);
    await tabTo(page, page.getByLabel('Secret key'));
    await page.keyboard.type(simulator.skey);
    await tabTo(page, page.getByRole('switch', { name: 'Telephony' }));
    await page.keyboard.press('Space');
    await expect(page.getByRole('group', { name: 'Interval of Telephony' })).toHaveCount(0);
    const administrator = page.getByRole('group', { name: 'Interval of Administrator' });
    await tabTo(page, administrator.getByRole('button', { name: 'Other' }));
    await page.keyboard.press('Enter');
    const seconds = page.getByRole('textbox', { name: 'Interval of Administrator in seconds' });
    await expect(seconds).toBeFocused();
    await seconds.fill('30');
    await expect(
      page.getByText('Administrator: use an interval of 60 seconds or more.').filter({ visible: true }),
    ).toBeVisible();
    await tabTo(page, page.getByRole('button', { name: 'Test connection' }));
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^The connection works\./).filter({ visible: true })).toBeVisible();
    const save = page.getByRole('button', { name: 'Save and start polling' });
    await tabTo(page, save);
    await page.keyboard.press('Enter');
    await expect(seconds).toBeFocused();
    await seconds.fill('1800');
    await tabTo(page, save);
    await page.keyboard.press('Enter');
    const done = page.getByRole('heading', { name: `${NAME} has been set up.` });
    await expect(done).toBeFocused();
    await expect(page.getByText(/^The first run starts now\./).filter({ visible: true })).toBeVisible();
    await expect(page.getByText(simulator.skey)).toHaveCount(0);
    await tabTo(page, page.getByRole('link', { name: 'Watch the first run' }));
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/integrations\/[0-9a-f-]{36}$/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(NAME);
    await expect(page.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 45_000 });
    await expect(page.getByText(simulator.skey)).toHaveCount(0);
  });

  test('may not take a name that another one has', async ({ page }) => {
    await page.goto('/integrations/new/generic-webhook');
    await page.getByRole('textbox', { name: /^Name/ }).fill(NAME);
    await page.getByLabel('Who reports').fill('Leak Watch');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('textbox', { name: /^Name/ })).toBeFocused();
    await expect(page.getByRole('textbox', { name: /^Name/ })).toHaveAccessibleDescription(
      new RegExp(`there is an integration called ${NAME} already. Choose another name.`, 'i'),
    );
    await page.goto('/integrations');
    await expect(page.getByRole('link', { name: `View ${NAME}` })).toHaveCount(1);
  });

  test('may not read a Duo account that another one reads', async ({ page }) => {
    await page.goto(WIZARD);
    await page.getByRole('textbox', { name: /^Name/ }).fill('Cisco Duo · Twice');
    await page.getByLabel('API host name').fill(known.host);
    await page.getByLabel('Integration key').fill(known.ikey);
    await page.getByLabel('Secret key').fill(known.skey);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await expect(page.getByLabel('API host name')).toHaveAccessibleDescription(
      /Cisco Duo · Production reads this Cisco Duo account already/,
    );
    await expect(page.getByRole('button', { name: /^Save/ })).toHaveCount(0);
    await page.getByRole('link', { name: 'Open Cisco Duo · Production' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cisco Duo · Production');
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
  await page.goto(WIZARD);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByLabel('API host name')).toHaveAccessibleDescription(/Enter the API host name/);
  await expect(page.getByLabel('Integration key')).toHaveAccessibleDescription(/Enter the integration key/);
  await expect(page.getByLabel('Secret key')).toHaveAccessibleDescription(/Enter the secret key/);
  await page.getByLabel('API host name').fill('https://api-1a2b3c4d.duosecurity.com/');
  await page.getByLabel('API host name').blur();
  await expect(page.getByLabel('API host name')).toHaveValue('api-1a2b3c4d.duosecurity.com');
});

test('what was typed is not lost to a link, a key or the back button without a question', async ({
  page,
}) => {
  await page.goto('/integrations');
  await page.getByRole('link', { name: 'Configure New: Cisco Duo' }).click();
  await page.getByRole('textbox', { name: /^Name/ }).fill('Half done');
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await page.getByRole('link', { name: 'Integrations' }).first().click();
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Stay here' }).click();
  await expect(question).toBeHidden();

  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();

  await page.goBack();
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Stay here' }).click();
  await expect(page.getByRole('textbox', { name: /^Name/ })).toHaveValue('Half done');
  await page.goBack();
  await question.getByRole('button', { name: 'Leave' }).click();
  await expect(page).toHaveURL('/integrations');
});

test('the form is not buried under the guide on a narrow screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(WIZARD);
  await expect(page.getByRole('textbox', { name: /^Name/ })).toBeInViewport();
  await expect(page.getByText('Create the API credentials in Duo').filter({ visible: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Show the guide' }).click();
  await expect(page.getByText('Create the API credentials in Duo').filter({ visible: true })).toBeVisible();
  await page.goto('/dashboard');
  await page.goto(`${WIZARD}#trouble-429`);
  // By its role: while the page streams in, its text is there a second time, hidden.
  await expect(
    page.getByRole('paragraph').filter({ hasText: 'Polling slows down by itself, and nothing is lost.' }),
  ).toBeVisible();
});
