import { expect } from '@playwright/test';
import { test } from './member';

test('a group becomes critical only when that is applied, and the rule can be taken away', async ({
  page,
}) => {
  await page.goto('/settings/criticality');
  const groups = page.getByRole('table', { name: 'Groups' });
  const row = groups.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^Legal/ }) });
  const choice = row.getByRole('combobox', { name: 'Criticality of Legal' });
  await choice.selectOption('critical');
  await expect(row.getByText(/^Critical for \d+ people: their scores move at once/)).toBeVisible();
  await row.getByRole('button', { name: 'Cancel' }).click();
  await expect(choice).toHaveValue('');
  await page.reload();
  await expect(choice).toHaveValue('');

  await choice.selectOption('critical');
  await row.getByRole('button', { name: 'Apply' }).click();
  await expect(row.getByRole('button', { name: 'Apply' })).toBeHidden();
  await page.reload();
  await expect(choice).toHaveValue('critical');

  await choice.selectOption('');
  await expect(row.getByText(/^The rule goes: the scores of \d+ people move at once/)).toBeVisible();
  await row.getByRole('button', { name: 'Apply' }).click();
  await expect(row.getByRole('button', { name: 'Apply' })).toBeHidden();
  await page.reload();
  await expect(choice).toHaveValue('');
});

test('the people of a group are as many as its number says, and everybody again', async ({ page }) => {
  await page.goto('/settings/criticality');
  const row = page.getByRole('table', { name: 'Groups' }).getByRole('row').nth(1);
  const link = row.getByRole('link');
  const [people = ''] = /^[\d,]+/.exec((await link.textContent()) ?? '') ?? [];
  await link.click();
  await expect(page).toHaveURL(/\/people\?group=/);
  await expect(
    page.getByText(new RegExp(`highest first · ${people} of [\\d,]+ people as of`)).filter({ visible: true }),
  ).toBeVisible();
  await page.getByRole('button', { name: /^Group: .*Take this filter away$/ }).click();
  await expect(page).toHaveURL('/people');
});
