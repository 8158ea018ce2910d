import { expect } from '@playwright/test';
import { eventDetailSchema, eventsPageSchema } from '@/domain/views/person';
import { forgetProof } from './forget-proof';
import { test } from './member';
import { runningProduct } from './product';

const { member } = runningProduct();

test('a detector is switched off in a draft, tried over stored sign-ins, and saved with a reason', async ({
  page,
  session,
}) => {
  await page.goto('/settings/detectors');
  const row = page
    .getByRole('table', { name: 'Detectors' })
    .getByRole('row')
    .filter({ hasText: 'Unusual time' });
  const derive = row.getByRole('switch', { name: 'Derive Unusual time' });
  await derive.focus();
  await page.keyboard.press('Space');
  const draft = page.getByRole('region', { name: 'Draft' });
  await expect(draft.getByText('Unusual time: switched off')).toBeVisible();
  await draft.getByRole('button', { name: 'Try it' }).click();
  await expect(draft.getByRole('status')).toContainText(/would have been found/, { timeout: 60_000 });

  await draft.getByRole('button', { name: /^Save as settings/ }).click();
  await expect(draft.getByText('Say why, for whoever reads the history.')).toBeVisible();
  await draft.getByLabel('Reason').fill('Too many night shifts');
  await draft.getByRole('button', { name: /^Save as settings/ }).click();
  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByText('Too many night shifts')).toBeVisible();
  await expect(history.getByText('Unusual time: switched off')).toBeVisible();
  await expect(derive).not.toBeChecked();

  // The register says who hides what by it, and a trial counts that.
  await page.goto('/settings/hidden');
  await page.getByRole('button', { name: /^Detectors off/ }).click();
  const off = page
    .getByRole('table', { name: 'Detectors switched off' })
    .getByRole('row')
    .filter({ hasText: 'Unusual time' });
  await expect(off).toContainText('Too many night shifts');
  await expect(off).toContainText('not counted yet');
  await page.getByRole('button', { name: 'Count what they hide' }).click();
  await expect(off).not.toContainText('not counted yet', { timeout: 60_000 });
  // An event of before stays with the settings that it was judged by.
  const [old] = eventsPageSchema.parse(await session.read('/api/v1/events?kind=user_marked_fraud')).events;
  await page.goto(`/people/${old?.person.id ?? ''}?event=${old?.id ?? ''}`);
  const evidence = page.getByRole('dialog', { name: 'Identity event and its evidence' });
  await expect(evidence).toContainText(/by settings 1, the defaults, which were in force when it occurred/);
  await evidence.getByRole('link', { name: 'settings 1' }).click();
  await expect(page).toHaveURL('/settings/detectors');

  // As it was, for whoever comes after: asked again who it is, by a dialog that takes nothing of what was typed.
  await derive.focus();
  await page.keyboard.press('Space');
  await draft.getByLabel('Reason').fill('On again');
  await forgetProof(member.email);
  await draft.getByRole('button', { name: /^Save as settings/ }).click();
  const asked = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(asked.getByLabel('Your password')).toBeFocused();
  await expect(asked).toContainText('What a detector lets pass is never found.');
  await page.keyboard.press('Escape');
  await expect(draft.getByRole('alert')).toContainText('Confirm that it is you first');
  await expect(draft.getByLabel('Reason')).toHaveValue('On again');
  await draft.getByRole('button', { name: /^Save as settings/ }).click();
  await asked.getByLabel('Your password').fill(member.password);
  await asked.getByLabel('Your password').press('Enter');
  await expect(asked).toBeHidden();
  await expect(history.getByText('On again')).toBeVisible();
  await expect(derive).toBeChecked();
});

test('a threshold out of its bounds is named, and nothing can be saved with it', async ({ page }) => {
  await page.goto('/settings/detectors');
  await page.getByText('Thresholds of Push spray').click();
  await page.getByLabel('People pushed within an hour').fill('2');
  await expect(page.getByText(/give a number from 3 to 100/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Save as settings/ })).toBeDisabled();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByText('Nothing is changed yet.').filter({ visible: true })).toBeVisible();
});

test('a record from the evidence of an event is tried, and says what it would raise', async ({
  page,
  session,
}) => {
  const { events } = eventsPageSchema.parse(await session.read('/api/v1/events?kind=user_marked_fraud'));
  const { evidence } = eventDetailSchema.parse(await session.read(`/api/v1/events/${events[0]?.id ?? ''}`));
  await page.goto('/settings/detectors');
  const card = page.getByRole('region', { name: 'Try a record' });
  await card.getByLabel('Raw record').fill(evidence[0]?.record ?? '');
  await card.getByRole('button', { name: 'Try it' }).click();
  await expect(card.getByRole('status')).toContainText('User-marked fraud');
  await card.getByLabel('Raw record').fill('{"not": "a record"}');
  await card.getByRole('button', { name: 'Try it' }).click();
  await expect(card.getByRole('alert')).toContainText('Paste one whole record');
});
