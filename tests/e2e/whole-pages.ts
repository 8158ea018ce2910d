import { test as base } from '@playwright/test';
import { openingWhole } from '@/scripts/pages/whole-page';

/** Tests that see a page only once all of it stands at its place. */
export const test = base.extend({
  page: async ({ page }, use) => {
    await use(openingWhole(page));
  },
});
