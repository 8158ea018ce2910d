import { expect, type Page } from '@playwright/test';
import type { ProductPage } from '@/scripts/pages/product-page';
import { OPEN_PAGES, productPages } from '@/scripts/pages/product-pages';
import { axeViolations, useScheme } from './axe';
import { collectComplaints } from './complaints';
import { lostInForcedColours } from './forced-colours';
import { test } from './member';
import { runningProduct } from './product';

const WIDTHS = [320, 390, 1440, 2560];
/** Pages whose tables and menu change shape most when they are narrow. */
const NARROW = ['dashboard', 'profile-identity', 'integration'];

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Too many pages for one test: each takes every eighth of them. */
const PARTS = 8;

for (let part = 0; part < PARTS; part += 1) {
  test(`pages are without axe violations, never scroll sideways, keep what they draw in forced colours, and neither err nor ask elsewhere (${part + 1} of ${PARTS})`, async ({
    page,
    session,
  }) => {
    test.setTimeout(240_000);
    const pages = [...(await productPages(session.read)), ...OPEN_PAGES];
    const findings = await findingsOn(
      page,
      pages.filter((_page, place) => place % PARTS === part),
    );
    expect(findings).toEqual([]);
  });
}

async function findingsOn(page: Page, pages: readonly ProductPage[]): Promise<string[]> {
  const findings: string[] = [];
  const complaints = await collectComplaints(page, runningProduct().origin);
  for (const { name, path, act, refused } of pages) {
    await useSize(page, 1440);
    await page.emulateMedia({ colorScheme: 'light' });
    const response = await page.goto(path);
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
    await useScheme(page, 'light');
    if (act !== undefined) await act(page);
    findings.push(...(await lostInForcedColours(page)).map((line) => `${name}, ${line}`));
    findings.push(...(await axeViolations(page)).map((line) => `${name}, light: ${line}`));
    await useScheme(page, 'dark');
    findings.push(...(await axeViolations(page, 'colours')).map((line) => `${name}, dark: ${line}`));
    for (const width of WIDTHS) {
      await useSize(page, width);
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (over > 0) findings.push(`${name}: ${over} px too wide at ${width} px`);
      if (width === 390 && NARROW.includes(name))
        findings.push(...(await axeViolations(page)).map((line) => `${name}, narrow: ${line}`));
    }
    // The browser writes the status of a page that does not exist into its console.
    const status = response?.status() === 404 ? 404 : refused;
    const own = complaints.splice(0).filter((line) => !line.includes(`status of ${status}`));
    findings.push(...own.map((line) => `${name}: ${line}`));
  }
  return findings;
}

function useSize(page: Page, width: number): Promise<void> {
  return page.setViewportSize({ width, height: 900 });
}
