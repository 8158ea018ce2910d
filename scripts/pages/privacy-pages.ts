import type { Page } from '@playwright/test';
import type { ProductPage } from './product-page';

/** What is shown of privacy; nothing of it is set. */
export function privacyPages(personId: string): readonly ProductPage[] {
  return [
    { name: 'privacy-loss', path: '/settings/privacy', act: shortenRetention },
    { name: 'profile-requests', path: `/people/${personId}?tab=history` },
    {
      name: 'profile-erasing',
      path: `/people/${personId}?tab=history`,
      act: beginErasing,
      covered: true,
    },
  ];
}

async function shortenRetention(page: Page): Promise<void> {
  // While the page streams in, it is there a second time, hidden.
  await page.getByLabel('Runs of integrations, days').filter({ visible: true }).fill('14');
  await page.getByRole('button', { name: 'See what is lost' }).click();
  await page.getByRole('button', { name: /eep to it$/ }).waitFor();
}

async function beginErasing(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Erase this person' }).click();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
}
