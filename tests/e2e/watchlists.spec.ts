import { expect, type Page } from '@playwright/test';
import { watchlistsSchema } from '@/domain/views/watchlist';
import { test } from './member';
import { openPerson } from './open-person';

const people = (page: Page) => page.getByRole('table', { name: 'People' });
const row = (page: Page, name: string) =>
  page
    .getByRole('table', { name: 'Watchlists' })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${name}`) }) });

test('a watchlist by hand takes people from the list and from a profile, is a filter, and is removed', async ({
  page,
}) => {
  await page.goto('/watchlists');
  await page.getByRole('button', { name: 'Make a watchlist' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make a watchlist' });
  await dialog.getByRole('button', { name: 'Make the watchlist' }).click();
  const name = dialog.getByLabel('Name');
  await expect(name).toHaveAccessibleDescription(/Give the watchlist a name/);
  await expect(name).toBeFocused();
  await dialog.getByLabel('Name').fill('Board');
  await dialog.getByLabel('What it is for').fill('Whom to ask about first');
  await dialog.getByRole('button', { name: 'Make the watchlist' }).click();
  await expect(row(page, 'Board')).toContainText('Named by hand');

  await page.goto('/people?sort=name');
  const boxes = people(page).getByRole('checkbox', { name: /^Choose / });
  await boxes.nth(1).check();
  await boxes.nth(2).press('Space');
  const chosen = page.getByRole('group', { name: 'Chosen people' });
  await expect(chosen).toContainText('2 people chosen');
  const file = await chosen.getByRole('link', { name: 'Export 2 as CSV' }).getAttribute('href');
  expect((await (await page.request.get(file ?? '')).text()).trim().split('\n')).toHaveLength(3);
  await chosen.getByRole('button', { name: 'Change a watchlist' }).click();
  const ask = page.getByRole('dialog', { name: 'Watchlist for 2 people' });
  await ask.getByLabel('Watchlist').selectOption({ label: 'Board' });
  await ask.getByRole('button', { name: 'Add 2 people' }).click();
  await expect(page.getByText('Board: changed for 2 of 2 people.')).toBeVisible();
  await expect(page.getByRole('group', { name: 'Chosen people' })).toBeFocused();

  await page.goto('/watchlists');
  await row(page, 'Board').getByRole('link', { name: '2 on Board' }).click();
  await expect(page).toHaveURL(/\/people\?watchlist=/);
  await expect(people(page).locator('tbody [data-row]')).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Watchlist: Board. Take this filter away' })).toBeVisible();
  const filtered = page.url();
  await people(page).getByRole('link').first().click();
  await page.getByRole('tab', { name: 'Overview' }).click();
  const on = page.getByRole('checkbox', { name: 'Board' });
  await expect(on).toBeChecked();
  await on.click();
  await expect(on).not.toBeChecked();

  await page.goto('/watchlists');
  await expect(row(page, 'Board').getByRole('link', { name: /\bon / })).toHaveText(/^1/);
  await page.getByRole('button', { name: 'Remove Board' }).click();
  await expect(page.getByText('That 1 person is on it is forgotten')).toBeVisible();
  await page.getByRole('button', { name: 'Remove the watchlist' }).click();
  await expect(page.getByText('There is no watchlist yet.')).toBeVisible();
  await page.goto(filtered);
  await expect(page.getByText('This watchlist is no longer there.')).toBeVisible();
  await page.getByRole('button', { name: 'Show everybody' }).click();
  await expect(page).toHaveURL('/people');
  await expect(people(page)).toBeVisible();
});

test('a watchlist by rule has whom the list has by the same filter', async ({ page }) => {
  await page.goto('/watchlists');
  await page.getByRole('button', { name: 'Make a watchlist' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make a watchlist' });
  await dialog.getByLabel('Name').fill('Finance');
  await dialog.getByRole('button', { name: 'By a rule' }).click();
  await dialog.getByRole('button', { name: 'Make the watchlist' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Narrow it by one thing at least');
  const group = dialog.getByLabel('Group', { exact: true });
  const option = group.locator('option').filter({ hasText: /^Finance/ });
  const count = /\(([\d,]+)\)/.exec((await option.textContent()) ?? '')?.[1] ?? '';
  await group.selectOption({ label: await option.innerText() });
  await expect(dialog.getByRole('status')).toHaveText(new RegExp(`^It names ${count} (person|people) now`));
  await dialog.getByRole('button', { name: 'Make the watchlist' }).click();
  await expect(row(page, 'Finance')).toContainText('Rule: Group: Finance');
  await row(page, 'Finance')
    .getByRole('link', { name: `${count} on Finance` })
    .click();
  await expect(page.getByText(new RegExp(`highest first · ${count} of [\\d,]+ people`))).toBeVisible();
  await page.goto('/watchlists');
  await page.getByRole('button', { name: 'Remove Finance' }).click();
  await page.getByRole('button', { name: 'Remove the watchlist' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('what was changed is changed, also for whoever leaves the page before the answer', async ({
  page,
  session,
}) => {
  const made = await session.api.post('/api/v1/watchlists', {
    data: { name: 'Night desk', description: '', rule: null },
  });
  expect(made.status()).toBe(200);
  await openPerson(page, 1);
  await page.getByRole('tab', { name: 'Overview' }).click();
  const on = page.getByRole('checkbox', { name: 'Night desk' });
  await expect(on).not.toBeChecked();
  // As many streams as a browser has lines to one origin: the change waits for one of them while the page is left.
  await page.evaluate(async () => {
    const streams = Array.from({ length: 8 }, () => new EventSource('/api/v1/live'));
    await new Promise((resolve) => streams[0]?.addEventListener('open', resolve));
  });
  await on.click();
  await expect(on).toBeChecked();
  await page.goto('about:blank');
  await expect
    .poll(async () => watchlistsSchema.parse(await session.read('/api/v1/watchlists')).watchlists)
    .toContainEqual(expect.objectContaining({ name: 'Night desk', people: 1 }));
});

test('a view keeps filters and order, and is opened again and removed', async ({ page }) => {
  await page.goto('/people?group=Finance&sort=events&direction=rising');
  await page.getByRole('button', { name: 'Saved views' }).click();
  const dialog = page.getByRole('dialog', { name: 'Saved views' });
  await dialog.getByLabel('Save this view as').fill('Quiet money');
  await dialog.getByRole('button', { name: 'Save view' }).click();
  await expect(dialog.getByText('Group: Finance · By events, fewest first')).toBeVisible();
  await page.goto('/people');
  await page.getByRole('button', { name: 'Saved views' }).click();
  await dialog.getByRole('button', { name: 'Quiet money', exact: true }).click();
  await expect(page).toHaveURL('/people?group=Finance&sort=events&direction=rising');
  await expect(page.getByText('By events, fewest first')).toBeVisible();
  await page.getByRole('button', { name: 'Saved views' }).click();
  await dialog.getByRole('button', { name: 'Remove Quiet money' }).click();
  await expect(dialog.getByText('You keep no view yet.')).toBeVisible();
});

test('criticality is set for everybody whom a filter leaves, after a question with their number', async ({
  page,
}) => {
  await page.goto('/people?group=Legal&sort=name');
  const note = page.getByText(/from A to Z · [\d,]+ of/);
  const total = /· ([\d,]+) of/.exec((await note.textContent()) ?? '')?.[1] ?? '';
  const set = async (choice: string) => {
    await people(page).getByRole('checkbox', { name: 'Choose everybody in the list' }).check();
    await page.getByRole('button', { name: 'Set criticality' }).click();
    const dialog = page.getByRole('dialog', { name: `Criticality of ${total} people` });
    await dialog.getByLabel('Criticality').selectOption({ label: choice });
    await dialog.getByRole('button', { name: `Set for ${total} people` }).click();
    await expect(page.getByText(`Criticality: changed for ${total} of ${total} people.`)).toBeVisible();
  };
  // Of all, somebody can be taken out again.
  await people(page).getByRole('checkbox', { name: 'Choose everybody in the list' }).check();
  await people(page)
    .getByRole('checkbox', { name: /^Choose / })
    .nth(1)
    .uncheck();
  const chosen = page.getByRole('group', { name: 'Chosen people' });
  await expect(chosen).toContainText(`${Number(total) - 1} people chosen`);
  const file = await chosen.getByRole('link', { name: /^Export/ }).getAttribute('href');
  expect((await (await page.request.get(file ?? '')).text()).trim().split('\n')).toHaveLength(Number(total));
  await chosen.getByRole('button', { name: `Choose all ${total} people` }).click();
  await expect(chosen).toContainText(`${total} people chosen`);
  await set('Elevated');
  await expect(people(page).getByRole('cell', { name: 'Elevated' }).first()).toBeVisible();
  await set('As the groups say');
  await expect(people(page).getByRole('cell', { name: 'Elevated' })).toHaveCount(0);
});
