import { expect, type Page } from '@playwright/test';
import { peoplePageSchema } from '@/domain/views/person';
import { axeInBothSchemes } from './axe';
import { test } from './member';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search and commands' });
const field = (page: Page) => palette(page).getByRole('combobox');
const option = (page: Page, name: string | RegExp) => palette(page).getByRole('option', { name });

/** The page answers to keys once it has come alive. */
async function openPalette(page: Page): Promise<void> {
  await expect(async () => {
    if (!(await palette(page).isVisible())) await page.keyboard.press('Control+k');
    await expect(option(page, /./).first()).toBeVisible({ timeout: 2_000 });
  }).toPass();
}

test('the palette finds a person, opens the profile, and offers it again', async ({ page, session }) => {
  const { people } = peoplePageSchema.parse(await session.read('/api/v1/people'));
  const person = people[1];
  if (person === undefined) throw new Error('The demo has nobody.');
  await page.goto('/dashboard');
  await openPalette(page);
  await expect(field(page)).toBeFocused();
  await page.keyboard.type(person.username);
  const found = option(page, /./).filter({ hasText: person.email ?? person.username });
  await expect(found).toContainText(/Very Low|Low|Medium|High|Very High/);
  // The first choice is taken, and the arrows move through all of them and round the end.
  while ((await found.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown');
  await expect(field(page)).toHaveAttribute('aria-activedescendant', (await found.getAttribute('id')) ?? '');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/people\/[0-9a-f-]{36}$/);
  const name = page.getByRole('heading', { level: 1 });
  await expect(name).toHaveText(person.name);
  await openPalette(page);
  await expect(palette(page).getByRole('group', { name: 'Recent' }).getByRole('option').first()).toHaveText(
    person.name,
  );
});

test('the palette opens pages, does what is asked, gives the focus back, and says what fails', async ({
  page,
}) => {
  await page.goto('/integrations');
  const link = page.getByRole('link', { name: /^View Cisco Duo/ }).first();
  await link.focus();
  await openPalette(page);
  expect(await axeInBothSchemes(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(palette(page)).toBeHidden();
  await expect(link).toBeFocused();

  await openPalette(page);
  await page.keyboard.type('hold the page');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Paused' })).toBeVisible();
  await openPalette(page);
  await page.keyboard.type('hidd');
  await expect(option(page, 'Hidden events')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/settings/hidden');

  await page.route('**/api/v1/people?q=*', (route) => route.abort());
  await openPalette(page);
  await page.keyboard.type('zzzz');
  const said = palette(page).getByRole('alert');
  await expect(said).toContainText('People could not be looked for.', { timeout: 10_000 });
  await page.unroute('**/api/v1/people?q=*');
  await said.getByRole('button', { name: 'Try again' }).click();
  await expect(palette(page).getByRole('status')).toContainText('Nobody is called “zzzz”.');
});

test('a slash goes to the search of the page where it has one', async ({ page }) => {
  await page.goto('/people');
  await expect(page.getByRole('table', { name: 'People' })).toBeVisible();
  await expect(async () => {
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: 'Search people' })).toBeFocused({ timeout: 500 });
  }).toPass();
  await expect(palette(page)).toBeHidden();
});
