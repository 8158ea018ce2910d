import { expect, type Page } from '@playwright/test';
import { test } from './member';

const table = (page: Page) => page.getByRole('table', { name: 'People' });

test('people are narrowed by filters in the address, which are taken away one by one', async ({ page }) => {
  await page.goto('/people');
  await page.getByRole('button', { name: 'Filters and order' }).click();
  await page.getByRole('combobox', { name: 'Last event' }).selectOption('30d');
  await page.getByRole('combobox', { name: 'Criticality' }).selectOption('standard');
  await expect(page).toHaveURL('/people?open=filters&last=30d&criticality=standard');
  // What React brings while it streams stands in the page twice for a moment, once hidden.
  const counted = page
    .getByText(/^By attack factor, highest first · [\d,]+ of [\d,]+ people/)
    .filter({ visible: true });
  await expect(counted).toBeVisible();
  // Until the answer to both filters is here, what is shown is of those before.
  await expect(async () => {
    const total = /· ([\d,]+) of/.exec((await counted.textContent()) ?? '')?.[1] ?? '';
    await expect(page.getByRole('link', { name: `Export ${total} as CSV` })).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.reload();
  await expect(counted).toBeVisible();
  await page.getByRole('button', { name: 'Last event in the last 30 days. Take this filter away' }).click();
  await expect(page).toHaveURL('/people?open=filters&criticality=standard');
  await page.getByRole('button', { name: 'Criticality: Standard. Take this filter away' }).click();
  await expect(page).toHaveURL('/people?open=filters');
  await expect(
    page.getByText(/^By attack factor, highest first · [\d,]+ people/).filter({ visible: true }),
  ).toBeVisible();
});

test('a press on a head puts people in the order of its column, another turns it round, by keyboard too', async ({
  page,
}) => {
  await page.goto('/people');
  const events = table(page).getByRole('columnheader', { name: 'Events' });
  await events.getByRole('button').click();
  await expect(page).toHaveURL('/people?sort=events');
  await expect(events).toHaveAttribute('aria-sort', 'descending');
  await expect(page.getByText('By events, most first')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/people?sort=events&direction=rising');
  await expect(events).toHaveAttribute('aria-sort', 'ascending');
  await table(page).getByRole('columnheader', { name: 'Falls a band in' }).getByRole('button').click();
  await expect(page.getByText('By next fall of band, soonest first')).toBeVisible();
  const name = table(page).getByRole('columnheader', { name: 'Person' });
  await name.getByRole('button').click();
  await expect(page.getByText('By name, from A to Z')).toBeVisible();
  // Until they are read, those of the order before stand there.
  await expect(page.getByRole('main').locator('[aria-busy="true"]')).toHaveCount(0);
  const names = await table(page).locator('tbody [data-row]').allTextContents();
  const plain = (one: string) => one.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  expect(names.map(plain)).toEqual(names.map(plain).sort());
});

test('whoever scrolls reaches everybody, and the page keeps only the rows near the screen', async ({
  page,
}) => {
  // By name: attacks that come meanwhile move nobody.
  await page.goto('/people?sort=name');
  const rows = table(page).locator('tbody [data-row]');
  await expect(rows.first()).toBeVisible();
  const first = await rows.first().textContent();
  const end = page.getByText(/^That is everyone: [\d,]+ people\.$/);
  await expect(async () => {
    await page.mouse.move(600, 500);
    await page.mouse.wheel(0, 4000);
    await expect(end).toBeInViewport({ timeout: 300 });
  }).toPass({ timeout: 20_000 });
  const everybody = Number(/[\d,]+/.exec((await end.textContent()) ?? '')?.[0].replace(',', ''));
  const kept = await rows.count();
  expect(kept).toBeLessThan(everybody);
  expect(await table(page).getAttribute('aria-rowcount')).toBe(String(everybody + 1));
  await page.keyboard.press('Control+Home');
  await expect(rows.first()).toHaveText(first ?? '');
});

test('what cannot be read is said, with a way to try again', async ({ page }) => {
  // From the beginning: where the first page ends near the screen, the next is asked for at once.
  await page.route('**/api/v1/people?*cursor=*', (route) => route.abort());
  await page.goto('/people?sort=name');
  await table(page).getByRole('link').first().focus();
  await page.keyboard.press('End');
  // It is asked for three times more before it is said.
  await expect(page.getByText('More people could not be read.')).toBeVisible({ timeout: 20_000 });
  await page.unroute('**/api/v1/people?*cursor=*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('More people could not be read.')).toBeHidden();
  await expect(table(page).locator('tbody tr[aria-rowindex="60"]')).toBeVisible();
});
