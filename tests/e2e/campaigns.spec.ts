import { expect, type Page } from '@playwright/test';
import { test } from './member';

/** Opens the first campaign of the list. */
async function openCampaign(page: Page) {
  await page.goto('/dashboard');
  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: /^Campaigns/ })
    .click();
  const row = page.getByRole('table', { name: 'Campaigns' }).getByRole('row').nth(1);
  await expect(row).toBeVisible();
  await row.getByRole('rowheader').getByRole('link').press('Enter');
  await expect(page.getByRole('region', { name: 'Outcome', exact: true })).toBeVisible();
}

test('a campaign says first whether they got in, and is taken, noted, closed and opened again', async ({
  page,
}) => {
  await openCampaign(page);
  await expect(page.getByRole('region', { name: 'Outcome', exact: true })).toContainText(
    /They got in as|Nobody was let in|not known/,
  );
  const care = page.getByRole('region', { name: 'Who looks after it' });
  await care.getByRole('button', { name: 'Take it' }).click();
  await expect(care.getByRole('button', { name: 'Take it' })).toBeHidden();
  await care.getByRole('textbox', { name: 'Note' }).fill('Asked the provider');
  await care.getByRole('button', { name: 'Save note' }).click();
  await expect(care.getByRole('button', { name: 'Save note' })).toBeHidden();
  await care.getByRole('button', { name: 'Close' }).click();
  await expect(care.getByText('Closed')).toBeVisible();
  await page.reload();
  await expect(care.getByRole('textbox', { name: 'Note' })).toHaveValue('Asked the provider');
  await care.getByRole('button', { name: 'Open again' }).click();
  await expect(care.getByText('Open', { exact: true })).toBeVisible();
});

test('one verdict for all of a campaign is previewed, wants a reason, and marks every event', async ({
  page,
}) => {
  await openCampaign(page);
  const decide = page.getByRole('region', { name: 'Decide for all of it' });
  await decide.getByRole('button', { name: 'Confirmed' }).click();
  await expect(decide.getByLabel('Why')).toBeFocused();
  await expect(decide.getByRole('status').last()).toContainText(/events? (is|are) marked/);
  await decide.getByRole('button', { name: 'Mark all as confirmed' }).click();
  await expect(decide.getByText('Say why, for whoever reads this later.')).toBeVisible();
  await decide.getByLabel('Why').fill('Seen before');
  await decide.getByRole('button', { name: 'Mark all as confirmed' }).click();
  await expect(
    decide.getByRole('status').filter({ hasText: 'Its events are marked as confirmed.' }),
  ).toBeVisible();
  const events = page.getByRole('table', { name: 'Events of the campaign' });
  await expect(events.getByText('Confirmed').first()).toBeVisible();
});

test('its network is proposed for everybody, and hides nothing until another member approves', async ({
  page,
}) => {
  await openCampaign(page);
  const decide = page.getByRole('region', { name: 'Decide for all of it' });
  await decide.getByRole('button', { name: 'Benign' }).click();
  await decide.getByRole('radio', { name: /^Everything from/ }).check();
  await expect(decide.getByText('Nothing is hidden until another member approves it.')).toBeVisible();
  await decide.getByLabel('Why').fill('Our own scanner');
  await decide.getByRole('button', { name: 'Propose' }).click();
  await expect(decide.getByRole('status').filter({ hasText: 'Proposed for' })).toBeVisible();
});

test('an event and a person lead to their campaign', async ({ page }) => {
  await openCampaign(page);
  const address = page.url();
  await page
    .getByRole('table', { name: 'Events of the campaign' })
    .getByRole('row')
    .nth(1)
    .getByRole('button')
    .click();
  const evidence = page.getByRole('dialog', { name: 'Identity event and its evidence' });
  await evidence.getByRole('link', { name: /\/(24|48)$/ }).click();
  await expect(page).toHaveURL(address);
});
