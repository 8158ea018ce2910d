import type { Page } from '@playwright/test';

/**
 * What a page shows by paint alone and would lose where the system forces its own colours on it (Windows contrast
 * themes): shapes without text that are told from what lies behind them by their background. Also controls that would
 * be focused without a mark. The page is left with its own colours, wide and in the light scheme.
 *
 * @returns a sentence for each shape or control, with the beginning of its HTML
 */
export async function lostInForcedColours(page: Page): Promise<string[]> {
  await page.evaluate(markPainted);
  await page.emulateMedia({ forcedColors: 'active' });
  try {
    return await page.evaluate(findLost);
  } finally {
    await page.emulateMedia({ forcedColors: 'none' });
  }
}

/** Marks every shape that is drawn by its background: it holds no text and differs from what lies behind it. */
function markPainted(): void {
  const paint = (element: Element) => getComputedStyle(element).backgroundColor;
  const clear = (colour: string) => colour === 'transparent' || /, 0\)$/.test(colour);
  const behind = (element: Element): string => {
    for (let at = element.parentElement; at !== null; at = at.parentElement)
      if (!clear(paint(at))) return paint(at);
    return 'rgb(255, 255, 255)';
  };
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    element.removeAttribute('data-painted');
    const { width, height } = element.getBoundingClientRect();
    const bare = element.textContent.trim() === '' && element.querySelector('svg, img, input') === null;
    if (!bare || element instanceof SVGElement || width < 2 || height < 2 || clear(paint(element))) continue;
    if (paint(element) !== behind(element) && element.checkVisibility({ visibilityProperty: true }))
      element.dataset.painted = '';
  }
}

/** Of what was marked, what has neither a background of its own nor an edge any more. */
function findLost(): string[] {
  const style = (element: Element) => getComputedStyle(element);
  const behind = (element: Element): string => {
    for (let at = element.parentElement; at !== null; at = at.parentElement) {
      const { backgroundColor } = style(at);
      if (backgroundColor !== 'transparent' && !/, 0\)$/.test(backgroundColor)) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const edged = (element: Element) => {
    const { borderTopWidth, borderTopStyle, outlineStyle, outlineWidth } = style(element);
    const border = borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) > 0;
    return border || (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0);
  };
  return [...document.querySelectorAll<HTMLElement>('[data-painted]')]
    .filter((element) => style(element).backgroundColor === behind(element) && !edged(element))
    .map((element) => `lost in forced colours: ${element.outerHTML.slice(0, 160)}`);
}
