import { expect, type Page } from '@playwright/test';

/** Opens the profile of somebody by their place in the list of people, by default the one who is attacked most. @returns their name */
export async function openPerson(page: Page, place = 1): Promise<string> {
  await page.goto('/people');
  const table = page.getByRole('table', { name: 'People' });
  const link = table.getByRole('row').nth(place).getByRole('rowheader').getByRole('link');
  const name = (await link.textContent()) ?? '';
  await link.click();
  // The list has buttons of the same names as the profile.
  await expect(page).toHaveURL(/\/people\/[0-9a-f-]{36}/);
  return name;
}
