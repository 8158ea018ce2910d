import { expect } from '@playwright/test';
import { peoplePageSchema } from '@/domain/views/person';
import { openingWhole } from '@/scripts/pages/whole-page';
import { axeInBothSchemes } from './axe';
import { test } from './member';

test('names are withheld from an analyst, who finds people by pseudonym and reveals one for a reason', async ({
  page,
  browser,
  session,
}) => {
  const { people } = peoplePageSchema.parse(await session.read('/api/v1/people'));
  const [first] = people;
  if (first === undefined) throw new Error('The demo has nobody.');
  await page.goto('/settings/privacy');
  const card = page.getByRole('region', { name: 'Pseudonyms' });
  await expect(card.getByRole('table', { name: 'What each role sees' })).toContainText('Super Administrator');
  await card.getByRole('button', { name: 'Withhold names' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withhold names' }).click();
  await expect(card.getByText('on since')).toBeVisible();
  expect(await axeInBothSchemes(page)).toEqual([]);

  try {
    await page.goto('/settings/members');
    await page.getByRole('button', { name: 'Invite a member' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('E-mail').fill('blind@example.com');
    await sheet.getByLabel('Role').selectOption({ label: 'Security Analyst' });
    await sheet.getByRole('button', { name: 'Make the link' }).click();
    const link = (await sheet.getByRole('status').locator('code').textContent()) ?? '';

    const elsewhere = await browser.newContext({ storageState: { cookies: [], origins: [] } });
    const other = openingWhole(await elsewhere.newPage());
    await other.goto(link);
    await other.getByLabel('Your name').fill('Blind');
    await other.getByLabel('Password', { exact: true }).fill('a lantern beside the harbour');
    await other.getByRole('button', { name: 'Join' }).click();
    await other.waitForURL('/dashboard');
    await other.goto('/people');
    // By its role: while the page streams in, it is there a second time, hidden.
    const search = other.getByRole('searchbox', { name: 'Search people' });
    await expect(search).toHaveAttribute('placeholder', 'Pseudonym, as in 7F3K-2M');
    const table = other.getByRole('table').first();
    await expect(table).toContainText(/Person [0-9A-Z]{4}-[0-9A-Z]{2}/);
    await expect(table).not.toContainText('@');

    await other.goto(`/people/${first.id}`);
    const heading = other.getByRole('heading', { level: 1 });
    await expect(heading).toHaveText(/^Person [0-9A-Z]{4}-[0-9A-Z]{2}$/);
    await expect(other.locator('body')).not.toContainText(first.name);
    await other.getByRole('button', { name: 'Reveal this name' }).click();
    const reveal = other.getByRole('dialog');
    expect(await axeInBothSchemes(other)).toEqual([]);
    await reveal.getByRole('button', { name: 'Reveal for an hour' }).click();
    await expect(reveal.getByText('say why you need to know')).toBeVisible();
    await reveal.getByLabel('Why you need to know who this is').fill('To call them about the push');
    await reveal.getByRole('button', { name: 'Reveal for an hour' }).click();
    await expect(heading).toHaveText(first.name);
    await expect(other.getByText('You see who this is until').filter({ visible: true })).toBeVisible();
    await elsewhere.close();

    await page.goto(`/people/${first.id}?tab=history`);
    await expect(page.getByText('To call them about the push').filter({ visible: true })).toBeVisible();
  } finally {
    await page.goto('/settings/privacy');
    await card.getByRole('button', { name: 'Show names to everybody' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Show names' }).click();
    await expect(card.getByText('off: everybody who sees people sees names')).toBeVisible();
  }
});
