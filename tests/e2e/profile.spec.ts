import { expect } from '@playwright/test';
import { UNKNOWN_ID } from '@/scripts/pages/product-page';
import { test } from './member';
import { openPerson } from './open-person';

test('a score opens into a waterfall, a bar into its evidence, the evidence into the raw record', async ({
  page,
}) => {
  const name = await openPerson(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  const factor = page.getByRole('region', { name: 'Attack factor', exact: true });
  await expect(factor).toContainText(/Very High|High/);
  await expect(factor).toContainText(/falls below (Very High|High)/i);

  const why = page.getByRole('region', { name: /^Why \d/ });
  const bar = why.getByRole('listitem').getByRole('button').first();
  await bar.click();
  const evidence = page.getByRole('dialog', { name: 'Identity event and its evidence' });
  await expect(evidence).toBeVisible();
  await expect(page).toHaveURL(/[?&]event=/);
  await expect(evidence.getByRole('heading', { name: 'What to do' })).toBeVisible();
  const record = evidence.getByLabel('Raw record').first();
  await expect(record).toContainText('"txid"');
  // The record knows them by their username.
  await expect(record).toContainText(new RegExp(name.split(' ').join('[.-]'), 'i'));
  await evidence.getByRole('button', { name: 'As sent' }).first().click();
  await expect(record).toHaveText(/^\{".*\}$/s);

  await page.keyboard.press('Escape');
  await expect(evidence).toBeHidden();
  await expect(bar).toBeFocused();
  await expect(page).not.toHaveURL(/event=/);
});

test('the printed bars of the waterfall add up to the printed attack factor', async ({ page }) => {
  await page.goto('/people');
  const rows = page.getByRole('table', { name: 'People' }).getByRole('row');
  for (const index of [1, 2, 3]) {
    await rows.nth(index).getByRole('rowheader').getByRole('link').click();
    const why = page.getByRole('region', { name: /^Why \d/ });
    await expect(why.getByText('Attack factor now')).toBeVisible();
    const unfold = why.getByRole('button', { name: /smaller events/ });
    if (await unfold.isVisible()) await unfold.click();
    // Read in one go, because a live page may change between two readings.
    const lines = (await why.innerText()).split('\n').map((line) => line.trim());
    const printed = lines.filter((line) => /^[+−]\d+\.\d\d$/.test(line));
    expect(printed.length).toBeGreaterThan(0);
    const sum = printed.reduce((total, line) => total + Number(line.replace('−', '-')), 0);
    expect(lines.at(-1)).toBe(sum.toFixed(2));
    await page.goBack();
  }
});

test('an unknown person and an unknown integration are said to be unknown, inside the frame', async ({
  page,
}) => {
  for (const path of [`/people/${UNKNOWN_ID}`, '/people/nobody', `/integrations/${UNKNOWN_ID}`]) {
    await page.goto(path);
    await expect(page.getByRole('main')).toContainText('This does not exist, or not in your account.');
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  }
  await page.goto('/nowhere');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page.');
});

test('people are found by the start of a name, and a search without a match says so', async ({ page }) => {
  await page.goto('/people');
  const table = page.getByRole('table', { name: 'People' });
  const name =
    (await table.getByRole('row').nth(3).getByRole('rowheader').getByRole('link').textContent()) ?? '';
  await page.getByRole('searchbox', { name: 'Search people' }).fill(name);
  await expect(page).toHaveURL(/\?q=/);
  // Two people may have one name.
  const found = table.locator('tbody [data-row]');
  await expect.poll(async () => new Set(await found.allTextContents())).toEqual(new Set([name]));
  await page.getByRole('searchbox', { name: 'Search people' }).fill('zzzz');
  await expect(page.getByText('Nobody matches.').filter({ visible: true })).toBeVisible();
  await page.getByRole('button', { name: 'Show everybody' }).click();
  await expect(table.getByRole('row').nth(5)).toBeVisible();
});

test('a person is taken, a step is ticked, and the keyboard moves the page to another moment and back', async ({
  page,
}) => {
  await openPerson(page, 4);
  const strip = page.getByRole('region', { name: 'Who looks after this person' });
  await strip.getByRole('button', { name: 'Take it' }).click();
  await expect(strip).toContainText(/ looks after this person\./);
  await expect(strip).not.toContainText('Nobody');
  await page.getByRole('tab', { name: 'Overview' }).click();
  await page.getByRole('textbox', { name: 'Another step' }).fill('Call them');
  await page.keyboard.press('Enter');
  const step = page.getByRole('checkbox', { name: 'Call them' });
  await step.click();
  await expect(step).toBeChecked();
  await expect(strip).toContainText('1 of 1 step done.');
  // Removing asks first, and gives the focus back; what was removed takes its button along.
  const remove = page.getByRole('button', { name: 'Remove the step Call them' });
  await remove.click();
  const question = page.getByRole('dialog', { name: 'Remove the step?' });
  await expect(question).toContainText('“Call them” leaves this profile');
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(remove).toBeFocused();
  await expect(step).toBeChecked();
  await remove.click();
  await question.getByRole('button', { name: 'Remove the step' }).click();
  await expect(step).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Steps' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Add a note' }).fill('Is on leave.');
  await page.getByRole('button', { name: 'Save note' }).click();
  const notes = page.getByRole('list', { name: 'Notes' });
  await notes.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove the note' }).click();
  await expect(page.getByText('Nothing is noted.')).toBeVisible();
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByRole('region', { name: 'What Parapet and its members did' })).toContainText(
    'ticked the step “Call them”',
  );

  await page.getByRole('tab', { name: 'Identity' }).click();
  const slider = page.getByRole('slider', { name: 'Moment that the page shows' });
  await slider.focus();
  for (let hours = 0; hours < 5; hours += 1) await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(/[?&]at=/);
  const past = page.getByRole('region', { name: 'The past is shown' });
  await past.getByRole('button', { name: 'With hindsight' }).click();
  await expect(page).toHaveURL(/reading=hindsight/);
  await expect(past.getByRole('button', { name: 'With hindsight' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('link', { name: 'JSON' })).toHaveAttribute(
    'href',
    /\/evidence\?format=json&at=.*&reading=hindsight/,
  );
  await past.getByRole('button', { name: 'Back to now' }).click();
  await expect(past).toBeHidden();
});
