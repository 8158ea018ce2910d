import { type BrowserContext, expect, type Page } from '@playwright/test';
import { test } from './member';

const banner = (page: Page) => page.getByRole('alert').filter({ hasText: 'This browser is offline.' });
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** Goes to a page of the navigation, and waits until it is there. */
async function follow(page: Page, name: string, path: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).first().click();
  await expect(page).toHaveURL(path);
  await expect(heading(page)).toContainText(name);
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

async function goOffline(page: Page, context: BrowserContext): Promise<void> {
  await context.setOffline(true);
  await expect(banner(page)).toBeVisible();
}

/** A step as the browser's own buttons take it: what becomes of it is not waited for. */
const step = (page: Page, by: number) => page.evaluate((delta) => window.history.go(delta), by);

/** The same, and waits until the page is told that it is where it was. */
const stepTakenBack = (page: Page, by: number) =>
  page.evaluate(async (delta) => {
    const back = new Promise((resolve) => window.addEventListener('popstate', resolve, { once: true }));
    window.history.go(delta);
    await back;
  }, by);

test('what was opened is shown by back and forward without a network, as it was read', async ({
  page,
  context,
}) => {
  await page.goto('/campaigns');
  await follow(page, 'People', '/people');
  await page.getByRole('button', { name: 'Filters and order' }).click();
  await expect(page).toHaveURL('/people?open=filters');
  await follow(page, 'Signals', '/signals');
  await goOffline(page, context);
  await step(page, -1);
  await expect(page).toHaveURL('/people?open=filters');
  await expect(heading(page)).toHaveText('People');
  await expect(page.getByRole('table', { name: 'People' }).getByRole('row').nth(1)).toBeVisible();
  await step(page, -1);
  await expect(page).toHaveURL('/campaigns');
  await expect(heading(page)).toHaveText('Campaigns');
  await step(page, 2);
  await expect(page).toHaveURL('/signals');
  await expect(page.getByRole('table', { name: 'Records' }).getByRole('row').nth(1)).toBeVisible();
  await expect(banner(page)).not.toContainText('Nothing was opened');
});

test('a step to what is not here is taken back and said, and the page stays; it is taken once there is a network', async ({
  page,
  context,
}) => {
  await page.goto('/campaigns');
  await follow(page, 'People', '/people');
  await follow(page, 'Signals', '/signals');
  await page.goBack();
  await expect(heading(page)).toHaveText('People');
  // From here on the pages on both sides were opened by a document that is gone.
  await page.reload();
  await expect(page.getByRole('table', { name: 'People' }).getByRole('row').nth(1)).toBeVisible();
  await goOffline(page, context);
  for (const by of [-1, -1, 1, 1]) {
    await stepTakenBack(page, by);
    await expect(banner(page)).toContainText(
      'Nothing was opened: pages that are not here wait for the network.',
    );
    await expect(page).toHaveURL('/people');
    await expect(heading(page)).toHaveText('People');
  }
  // What is here goes on to work.
  await page.getByRole('button', { name: 'Filters and order' }).click();
  await expect(page).toHaveURL('/people?open=filters');
  await context.setOffline(false);
  await expect(banner(page)).toHaveCount(0);
  await step(page, 1);
  await expect(page).toHaveURL('/signals');
  await expect(heading(page)).toHaveText('Signals');
  await step(page, -2);
  await expect(page).toHaveURL('/campaigns');
  await expect(heading(page)).toHaveText('Campaigns');
});

test('before a reload, or a step to another document, that would find nothing the browser asks', async ({
  page,
  context,
}) => {
  await page.goto('/campaigns');
  await page.goto('/people');
  await expect(page.getByRole('table', { name: 'People' }).getByRole('row').nth(1)).toBeVisible();
  // A browser asks only on a page where somebody did something.
  await heading(page).click();
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await goOffline(page, context);
  await step(page, -1);
  await expect.poll(() => asked).toEqual(['beforeunload']);
  await page.evaluate(() => window.location.reload());
  await expect.poll(() => asked).toEqual(['beforeunload', 'beforeunload']);
  await expect(page).toHaveURL('/people');
  await expect(heading(page)).toHaveText('People');
  await context.setOffline(false);
  await expect(banner(page)).toHaveCount(0);
  await page.goBack();
  await expect(heading(page)).toHaveText('Campaigns');
  expect(asked).toHaveLength(2);
});
