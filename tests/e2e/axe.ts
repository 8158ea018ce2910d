import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * What axe finds wrong with a page as it stands, a line for each element.
 *
 * @param only `colours`: the rules that a change of the colour scheme may break, and no others
 */
export async function axeViolations(page: Page, only?: 'colours'): Promise<string[]> {
  // No page has frames, so axe need not look for them in a page of its own; nor need it describe what is well.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  if (only === 'colours') axe.withRules(['color-contrast', 'link-in-text-block']);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  );
}

/** Shows the page in a colour scheme, and waits until it is. */
export async function useScheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
}

/** What axe finds in the light scheme, and what of it the dark one adds. The page is left dark. */
export async function axeInBothSchemes(page: Page): Promise<string[]> {
  await useScheme(page, 'light');
  const light = await axeViolations(page);
  await useScheme(page, 'dark');
  const dark = await axeViolations(page, 'colours');
  return [...light.map((line) => `light, ${line}`), ...dark.map((line) => `dark, ${line}`)];
}
