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

/**
 * Resolves when no part of the document waits, hidden, for its place. One whose place is gone, as on a page that says that
 * there is no such thing, waits for nothing. Throws Playwright's error after its time.
 */
async function streamedPartsMoved(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('div[hidden][id^="S:"]')].every(
      ({ id }) =>
        document.querySelector(`template:is([id="B${id.slice(1)}"], [id="P${id.slice(1)}"])`) === null,
    ),
  );
}
