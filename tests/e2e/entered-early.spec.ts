import { expect, type Page } from '@playwright/test';
import { test } from './member';

/** Opens a page whose scripts are slow to come: it stands there, and does not hear yet. Answers with how to let them come. */
async function openBeforeAlive(page: Page, path: string): Promise<() => void> {
  let letCome: () => void = () => undefined;
  const come = new Promise<void>((resolve) => {
    letCome = resolve;
  });
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await come;
    await route.continue();
  });
  await page.goto(path, { waitUntil: 'commit' });
  return letCome;
}

test.describe('what is entered before a page has come alive', () => {
  test('as a choice is heard', async ({ page }) => {
    const letCome = await openBeforeAlive(page, '/settings/criticality');
    const choice = page.getByRole('combobox', { name: 'Criticality of Legal' });
    await choice.selectOption('critical');
    await expect(page.getByText(/^Critical for \d+ people/)).toBeHidden();
    letCome();
    await expect(page.getByText(/^Critical for \d+ people/)).toBeVisible();
    await expect(choice).toHaveValue('critical');
  });

  test('as a search is heard, and can be gone on with', async ({ page }) => {
    const letCome = await openBeforeAlive(page, '/people');
    const search = page.getByRole('searchbox', { name: 'Search people' });
    await search.pressSequentially('zzzno');
    letCome();
    await expect(page).toHaveURL('/people?q=zzzno');
    await search.pressSequentially('body');
    await expect(page).toHaveURL('/people?q=zzznobody');
  });

  test('in a form is heard: words, and what is on or off', async ({ page }) => {
    const letCome = await openBeforeAlive(page, '/integrations/new/cisco-duo');
    const name = page.getByRole('textbox', { name: /^Name/ });
    await name.fill('Duo of the branch');
    const backfill = page.getByRole('switch', { name: 'Backfill' });
    await backfill.click();
    const howFar = page.getByText('How far back, as far as the vendor still keeps it');
    await expect(howFar).toBeHidden();
    letCome();
    await expect(howFar).toBeVisible();
    await expect(backfill).toBeChecked();
    await backfill.click();
    await expect(howFar).toBeHidden();
    await expect(name).toHaveValue('Duo of the branch');
  });

  test('and was put there by the browser alone is put back, and followed by nothing', async ({ page }) => {
    const letCome = await openBeforeAlive(page, '/people?open=filters&last=30d');
    const last = page.getByRole('combobox', { name: 'Last event' });
    await expect(last).toHaveValue('30d');
    // As a browser does that remembers what stood in the field at another visit: without an event.
    await last.evaluate((field) => {
      if (field instanceof HTMLSelectElement) field.value = '7d';
    });
    letCome();
    await expect(last).toHaveValue('30d');
    await page.getByRole('button', { name: 'Filters and order' }).click();
    await expect(page).toHaveURL('/people?last=30d');
  });
});
