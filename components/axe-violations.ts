import axe from 'axe-core';
import { JSDOM } from 'jsdom';

/**
 * What axe finds in HTML that stands in a page, as `rule: element`. Structure alone: of colours and places only a browser
 * can tell, in `tests/e2e/every-page.spec.ts`.
 */
export async function axeViolations(html: string): Promise<string[]> {
  const { window } = new JSDOM(
    `<!doctype html><html lang="en"><title>Page</title><main>${html}</main></html>`,
  );
  const { violations } = await axe.run(window.document.documentElement, {
    rules: { 'color-contrast': { enabled: false } },
  });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
