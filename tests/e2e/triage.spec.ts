import { expect, type Page } from '@playwright/test';
import { test } from './member';
import { openPerson } from './open-person';

/** Opens the evidence of what adds most to the score of somebody who is attacked. */
async function openEvent(page: Page, row: number) {
  await openPerson(page, row);
  const why = page.getByRole('region', { name: /^Why \d/ });
  await why.getByRole('listitem').getByRole('button').first().click();
  const evidence = page.getByRole('dialog', { name: 'Identity event and its evidence' });
  await expect(evidence.getByRole('heading', { name: 'Decision' })).toBeVisible();
  return evidence;
}

test('with the keyboard alone one dismisses an event, sees what that does first, and undoes it', async ({
  page,
}) => {
  const evidence = await openEvent(page, 2);
  const factor = page.getByRole('region', { name: 'Attack factor', exact: true });
  const before = await factor.innerText();

  await page.keyboard.press('b');
  await expect(evidence.getByLabel('Why')).toBeFocused();
  await expect(evidence.getByRole('status')).toContainText('1 event leaves the score');
  await page.keyboard.press('Control+Enter');
  await expect(evidence.getByText('Say why, for whoever reads this later.')).toBeVisible();
  await page.keyboard.type('A drill of ours');
  await page.keyboard.press('Control+Enter');
  await expect(evidence.getByText('A drill of ours')).toBeVisible();
  await expect(evidence.getByText('left out of the score')).toBeVisible();
  await expect(evidence.getByRole('heading', { name: 'Decision' })).toBeFocused();
  await expect(factor).not.toHaveText(before);

  await page.keyboard.press('Escape');
  await expect(
    page.getByText('1 dismissed and left out of the score').filter({ visible: true }),
  ).toBeVisible();
  await page.goto('/settings/hidden');
  const row = page
    .getByRole('table', { name: 'Decisions' })
    .getByRole('row')
    .filter({ hasText: 'A drill of ours' });
  await expect(row).toContainText('Benign');
  await expect(row).toContainText('In force');
  await row.getByRole('button', { name: /^Undo/ }).press('Enter');
  await expect(row.getByRole('status')).toContainText('1 event counts again');
  await row.getByRole('button', { name: 'Undo', exact: true }).press('Enter');
  await expect(row).toBeHidden();
  await page.getByRole('button', { name: /^Over/ }).click();
  await expect(row).toContainText('Undone');
});

test('a key that is pressed while an event is on its way begins the decision once it is here', async ({
  page,
}) => {
  await openPerson(page, 1);
  let letCome: () => void = () => undefined;
  const come = new Promise<void>((resolve) => {
    letCome = resolve;
  });
  await page.route(/\/api\/v1\/events\/[0-9a-f-]{36}/, async (route) => {
    await come;
    await route.continue();
  });
  const why = page.getByRole('region', { name: /^Why \d/ });
  await why.getByRole('listitem').getByRole('button').first().click();
  const evidence = page.getByRole('dialog', { name: 'Identity event and its evidence' });
  await expect(evidence).toBeVisible();
  await expect(evidence.getByRole('heading', { name: 'Decision' })).toBeHidden();
  await page.keyboard.press('f');
  letCome();
  await expect(evidence.getByRole('button', { name: 'Mark as false positive' })).toBeVisible();
  await expect(evidence.getByLabel('Why')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(evidence).toBeHidden();
});

test('an event is shut on its page, by Esc or by its button, whatever was typed in it', async ({ page }) => {
  const evidence = await openEvent(page, 1);
  const opened = page.url();
  const person = opened.split('?')[0] ?? '';
  for (const shut of [
    () => page.keyboard.press('Escape'),
    () => evidence.getByRole('button', { name: 'Close' }).click(),
  ]) {
    await page.goto('/campaigns');
    await page.goto(person);
    const why = page.getByRole('region', { name: /^Why \d/ });
    await why.getByRole('listitem').getByRole('button').first().click();
    await evidence.getByRole('button', { name: 'Benign' }).click();
    await evidence.getByLabel('Why').fill('Not sure yet');
    await shut();
    await expect(evidence).toBeHidden();
    await expect(page).toHaveURL(person);
    await expect(page.getByRole('dialog', { name: 'Leave without saving?' })).toBeHidden();
  }
});

test('a decision for everybody is a proposal, which its author may only withdraw', async ({ page }) => {
  const evidence = await openEvent(page, 1);
  await evidence.getByRole('button', { name: 'False positive' }).click();
  await evidence.getByRole('radio', { name: /^Everything from/ }).check();
  await evidence.getByRole('button', { name: /\/16$/ }).click();
  await evidence.getByLabel('Address or network').fill('198.51');
  await evidence.getByLabel('Why').fill('The office');
  // A press beside the sheet throws nothing away that is being decided.
  await page.mouse.click(8, 300);
  await expect(evidence.getByLabel('Why')).toHaveValue('The office');
  // Nor does a link within it, without a question.
  await evidence.getByRole('link', { name: /^settings \d/ }).click();
  await page.getByRole('button', { name: 'Stay here' }).click();
  await expect(evidence.getByLabel('Why')).toHaveValue('The office');
  await evidence.getByRole('button', { name: 'Propose' }).click();
  await expect(evidence.getByText('Write 198.51.100.7 or 198.51.100.0/24.')).toBeVisible();
  await evidence.getByRole('button', { name: /\/24$/ }).click();
  await expect(evidence.getByText('Nothing is hidden until another member approves it.')).toBeVisible();
  await evidence.getByRole('button', { name: 'Propose' }).click();
  await expect(evidence.getByText('False positive, proposed').first()).toBeVisible();
  await expect(evidence.getByRole('button', { name: /^Approve/ })).toHaveCount(0);

  await page.goto('/settings/hidden?part=waiting');
  const row = page
    .getByRole('table', { name: 'Decisions' })
    .getByRole('row')
    .filter({ hasText: 'The office' });
  await expect(row).toContainText('Waits for approval');
  await row.getByRole('button', { name: /^Withdraw/ }).click();
  await expect(row).toBeHidden();
});

test('events are narrowed by what was decided of them', async ({ page }) => {
  await page.goto('/behaviors/identity?tab=latest');
  await expect(page.getByRole('table', { name: 'Latest events' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Decision' }).selectOption('False positive');
  await expect(page).toHaveURL(/decision=false_positive/);
  await expect(page.getByText('No event matches.').filter({ visible: true })).toBeVisible();
  await page.getByRole('combobox', { name: 'Decision' }).selectOption('Undecided');
  await expect(page.getByRole('table', { name: 'Latest events' })).toBeVisible();
});
