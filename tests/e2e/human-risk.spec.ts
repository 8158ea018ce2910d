import { expect } from '@playwright/test';
import { peoplePageSchema } from '@/domain/views/person';
import { test } from './member';

const TODAY = new Date().toISOString().slice(0, 10);

test('people in the order of human risk open into what their score rests on', async ({ page }) => {
  await page.goto('/dashboard');
  const card = page.getByRole('region', { name: 'Human risk score', exact: true });
  await expect(card.getByText('organisation')).toBeVisible({ timeout: 20_000 });
  await page.goto('/people?sort=human_risk');
  await expect(page.getByText('By human risk score, highest first').filter({ visible: true })).toBeVisible();
  await page.getByRole('table', { name: 'People' }).getByRole('link').first().click();
  await expect(page.getByRole('region', { name: 'Human risk score', exact: true })).toBeVisible();
  await page.getByRole('tab', { name: 'Posture' }).click();
  const categories = page.getByRole('table', { name: 'Categories' });
  await expect(
    categories.getByRole('rowheader', { name: /^(MFA enrolment|Device health)/ }).first(),
  ).toBeVisible();
  const left = page.getByRole('region', { name: 'Left out of the mean' });
  await expect(left.getByText('Nothing was imported for this person.')).toHaveCount(1);
  await expect(left.getByRole('link', { name: 'Import a file' })).toHaveAttribute(
    'href',
    '/integrations/human-risk',
  );
});

test('a state of the dashboard is a list of people, and back again', async ({ page }) => {
  await page.goto('/dashboard');
  const behaviors = page.getByRole('region', { name: 'Human Risk Behaviors' });
  await behaviors.getByRole('button', { name: 'Device health' }).click();
  await behaviors.getByRole('link', { name: /^View people ?: Not encrypted$/ }).click();
  await expect(page).toHaveURL('/people?sort=human_risk&posture=no_encryption');
  await page.getByRole('button', { name: 'Not encrypted. Take this filter away' }).click();
  await expect(page).toHaveURL('/people?sort=human_risk');
});

test('a file is looked at line by line before its good lines go in', async ({ page, session }) => {
  const { people } = peoplePageSchema.parse(await session.read('/api/v1/people?sort=human_risk'));
  const person = people.find(({ email }) => email !== null);
  const lines = [
    'person,category,value,date,note',
    `${person?.email ?? ''},malware,9,${TODAY},Ran a download`,
    `nobody-of-that-name,malware,9,${TODAY},`,
    `${person?.email ?? ''},training,12,${TODAY},`,
  ];
  await page.goto('/integrations');
  await page.getByRole('link', { name: 'Import human risk' }).click();
  const file = { name: 'conduct.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) };
  await page.getByLabel('CSV file').setInputFiles(file);
  const faults = page.getByRole('table', { name: 'Lines that cannot go in' });
  await expect(faults.getByRole('row', { name: /^3 person: nobody is known/ })).toBeVisible();
  await expect(faults.getByRole('row', { name: /^4 value: “12” is not a number/ })).toBeVisible();
  await page.getByRole('button', { name: 'Import the 1 good line' }).click();
  await expect(page.getByText('Imported: 1 line.').filter({ visible: true })).toBeVisible();
  await page.goto(`/people/${person?.id ?? ''}?tab=posture`);
  await expect(page.getByText('Ran a download').filter({ visible: true })).toBeVisible({ timeout: 15_000 });
});
