import { gzipSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import { z } from 'zod';
import type { MemberSession } from '@/scripts/pages/member-session';
import { productPages } from '@/scripts/pages/product-pages';
import { type BenchProduct, openBenchProduct, quantile } from './bench-product';
import { type BenchOptions, type BenchReport, median, rounded } from './bench-report';
import { openEmptyPage } from './empty-page';

const GOALS = { named: 1.9, afterIdle: 2.9, lcpMs: 1_000, cls: 0.02, ttfbMs: 150 } as const;
const VIEWERS = 10;
const EVERY_MS = 5_000;

/** What is measured of every page; the frames and the parts of one page share their scripts. */
const ROUTES = [
  'dashboard',
  'people',
  'profile',
  'behaviors',
  'identity',
  'campaigns',
  'signals',
  'integrations',
];

/** What one opening of a page showed. Bytes are those of the scripts, compressed by themselves. */
interface Opening {
  readonly lcpMs: number;
  readonly cls: number;
  readonly scriptBytes: number;
  readonly foreign: readonly string[];
}

const seenSchema = z.object({ lcp: z.number(), cls: z.number() });

/** The production build in Chromium: weight of scripts, first paint, shifts, foreign requests; and the server's own time. */
export async function benchWeb({ quick, say }: BenchOptions): Promise<BenchReport> {
  const openings = quick ? 2 : 5;
  const viewMs = quick ? 15_000 : 60_000;
  say('Building the empty page of Next.js.');
  const empty = await openEmptyPage();
  try {
    const product = await openBenchProduct('quiet', say);
    try {
      const baseline = {
        named: await namedScripts(empty.origin, '/', null),
        afterIdle: (await openInBrowser(product.browser, empty.origin, '/', null)).scriptBytes,
      };
      const routes = await routesOf(product.session);
      const pages: Record<string, Readonly<Record<string, number>>> = {};
      const foreign = new Set<string>();
      for (const { name, path } of routes) {
        say(`Opening ${name} ${openings} times.`);
        const seen: Opening[] = [];
        for (let time = 0; time < openings; time += 1)
          seen.push(await openInBrowser(product.browser, product.origin, path, product.session));
        for (const { foreign: asked } of seen) for (const url of asked) foreign.add(url);
        pages[name] = {
          namedRatio: rounded(
            (await namedScripts(product.origin, path, product.session)) / baseline.named,
            2,
          ),
          afterIdleRatio: rounded(median(seen.map(({ scriptBytes }) => scriptBytes)) / baseline.afterIdle, 2),
          lcpMs: rounded(median(seen.map(({ lcpMs }) => lcpMs))),
          cls: rounded(median(seen.map(({ cls }) => cls)), 4),
        };
      }
      say(`${VIEWERS} viewers open a page every ${EVERY_MS / 1000} s.`);
      const times = await viewed(product, routes, viewMs);
      const worst = (figure: string) =>
        Math.max(...Object.values(pages).map((page) => page[figure] ?? Infinity));
      const figures = {
        quick,
        emptyPageNamedBytes: baseline.named,
        emptyPageAfterIdleBytes: baseline.afterIdle,
        worstNamedRatio: worst('namedRatio'),
        worstAfterIdleRatio: worst('afterIdleRatio'),
        worstLcpMs: worst('lcpMs'),
        worstCls: worst('cls'),
        viewers: VIEWERS,
        pagesServed: times.length,
        ttfbP50Ms: rounded(quantile(times, 0.5)),
        ttfbP95Ms: rounded(quantile(times, 0.95)),
        thirdPartyRequests: [...foreign],
        pages,
      };
      return {
        bench: 'web',
        pass:
          figures.worstNamedRatio <= GOALS.named &&
          figures.worstAfterIdleRatio <= GOALS.afterIdle &&
          figures.worstLcpMs <= GOALS.lcpMs &&
          figures.worstCls <= GOALS.cls &&
          figures.ttfbP95Ms <= GOALS.ttfbMs &&
          foreign.size === 0,
        figures,
      };
    } finally {
      await product.close();
    }
  } finally {
    await empty.stop();
  }
}

interface Route {
  readonly name: string;
  readonly path: string;
}

/** One page of each route, as the product's own list has them. */
async function routesOf(session: MemberSession): Promise<Route[]> {
  const pages = await productPages(session.read);
  return ROUTES.flatMap((name) => {
    const page = pages.find((one) => one.name === name || one.name.startsWith(`${name}-`));
    return page === undefined ? [] : [{ name, path: page.path }];
  });
}

/** Compressed bytes of the scripts that the served page names. */
async function namedScripts(origin: string, path: string, session: MemberSession | null): Promise<number> {
  const html =
    session === null
      ? await (await fetch(`${origin}${path}`)).text()
      : await (await session.api.get(path, { headers: { accept: 'text/html' } })).text();
  const named = new Set<string>();
  for (const [tag = ''] of html.matchAll(/<(?:script|link)\b[^>]*>/g)) {
    const isScript = tag.startsWith('<script') || /\bas="script"|rel="modulepreload"/.test(tag);
    const url = /\b(?:src|href)="([^"]+)"/.exec(tag)?.[1];
    if (isScript && url !== undefined) named.add(url.replaceAll('&amp;', '&'));
  }
  let bytes = 0;
  for (const url of named) {
    const response = await fetch(new URL(url, origin));
    bytes += gzipSync(new Uint8Array(await response.arrayBuffer())).byteLength;
  }
  return bytes;
}

/** Opens a page with nothing in the cache and waits until it has come to rest. */
async function openInBrowser(
  browser: Browser,
  origin: string,
  path: string,
  session: MemberSession | null,
): Promise<Opening> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    ...(session === null ? {} : { storageState: await session.api.storageState() }),
  });
  try {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const seen = { lcp: 0, cls: 0 };
      Object.assign(window, { seenByBench: seen });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.lcp = entry.startTime;
      }).observe({ type: 'largest-contentful-paint', buffered: true });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          if (
            'value' in entry &&
            typeof entry.value === 'number' &&
            !('hadRecentInput' in entry && entry.hadRecentInput === true)
          )
            seen.cls += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const foreign: string[] = [];
    const scripts: Promise<number>[] = [];
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== origin) foreign.push(request.url());
    });
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script')
        scripts.push(response.body().then((body) => gzipSync(body).byteLength));
    });
    await page.goto(`${origin}${path}`);
    await page.waitForLoadState('load');
    // The live stream keeps the network from ever being idle.
    await page.waitForTimeout(2_500);
    const { lcp, cls } = seenSchema.parse(await page.evaluate('window.seenByBench'));
    const scriptBytes = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0);
    return { lcpMs: lcp, cls, scriptBytes, foreign };
  } finally {
    await context.close();
  }
}

/** Milliseconds to the first byte of each page that so many viewers opened, each with a cookie of their own sign-in. */
async function viewed(
  { origin, session }: BenchProduct,
  routes: readonly Route[],
  forMs: number,
): Promise<number[]> {
  const { cookies } = await session.api.storageState();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const times: number[] = [];
  const end = Date.now() + forMs;
  const view = async (viewer: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, (viewer * EVERY_MS) / VIEWERS));
    for (let turn = viewer; Date.now() < end; turn += 1) {
      const began = performance.now();
      const route = routes[turn % routes.length];
      const response = await fetch(`${origin}${route?.path ?? '/'}`, {
        headers: { cookie, accept: 'text/html' },
        redirect: 'manual',
      });
      const reader = response.body?.getReader();
      await reader?.read();
      if (response.status === 200) times.push(performance.now() - began);
      while ((await reader?.read())?.done === false);
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(0, EVERY_MS - (performance.now() - began))),
      );
    }
  };
  await Promise.all(Array.from({ length: VIEWERS }, (_, viewer) => view(viewer)));
  return times;
}
