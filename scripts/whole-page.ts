import type { Page } from '@playwright/test';

/**
 * Makes a page answer `goto` and `reload` only once the document stands whole. React streams parts of it hidden, at
 * its end, and moves them to their place up to a third of a second after the load: until then a text can be there twice.
 */
export function openingWhole(page: Page): Page {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = async (...given) => {
    const response = await goto(...given);
    await streamedPartsMoved(page);
    return response;
  };
  page.reload = async (...given) => {
    const response = await reload(...given);
    await streamedPartsMoved(page);
    return response;
  };
  return page;
}

/** Resolves when no part of the document waits, hidden, for its place. Throws Playwright's error after its time. */
function streamedPartsMoved(page: Page): Promise<void> {
  return page.locator('div[hidden][id^="S:"]').first().waitFor({ state: 'detached' });
}
