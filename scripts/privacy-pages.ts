import type { Page } from '@playwright/test';
import type { ProductPage } from './product-page';

/** What is shown of privacy; nothing of it is set. */
export function privacyPages(personId: string): readonly ProductPage[] {
  return [
    { name: 'privacy-loss', path: '/settings/privacy', act: shortenRetention },
    { name: 'profile-requests', path: `/people/${personId}?tab=history` },
  ];
}

async function shortenRetention(page: Page): Promise<void> {
  await page.getByLabel('Runs of integrations, days').fill('14');
  await page.getByRole('button', { name: 'See what is lost' }).click();
  await page.getByRole('button', { name: /eep to it$/ }).waitFor();
}
