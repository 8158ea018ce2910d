import type { Page } from '@playwright/test';
import pg from 'pg';
import { z } from 'zod';
import { peoplePageSchema } from '@/domain/views/person';
import { steer } from '@/scripts/steer-simulator';
import { LIVE_CHANNEL, liveMessageSchema } from '@/server/platform/live';
import { type BenchProduct, openBenchProduct, quantile } from './bench-product';
import { type BenchOptions, type BenchReport, rounded } from './bench-report';

const GOALS = { ownMs: 1_000, wholeMs: 185_000 } as const;
const KIND = 'tampered_cookie';
const ATTACK = 'TAMPERED_COOKIE';

/**
 * How old what people see is: from the commit of a page to the changed number in a browser, and from an attack to its
 * event on screen with Duo's two minutes and a poll a minute.
 */
export async function benchFreshness({ quick, say }: BenchOptions): Promise<BenchReport> {
  say('First the own share: from the commit of a page to the number in the browser.');
  const own = await ownShare(quick ? 4 : 30, say);
  say(
    `p95 ${rounded(quantile(own, 0.95))} ms of ${own.length} commits. Now the whole way, as slow as Duo is.`,
  );
  const whole = await wholeWay(quick ? 2 : 12, say);
  const figures = {
    quick,
    commits: own.length,
    commitToNumberP50Ms: rounded(quantile(own, 0.5)),
    commitToNumberP95Ms: rounded(quantile(own, 0.95)),
    attacks: whole.length,
    attackToScreenP50S: rounded(quantile(whole, 0.5) / 1000, 1),
    attackToScreenP95S: rounded(quantile(whole, 0.95) / 1000, 1),
  };
  return {
    bench: 'freshness',
    pass: quantile(own, 0.95) <= GOALS.ownMs && quantile(whole, 0.95) <= GOALS.wholeMs,
    figures,
  };
}

/** Milliseconds from each commit that brought events to the moment at which a number on the dashboard was another. */
async function ownShare(times: number, say: (sentence: string) => void): Promise<number[]> {
  const product = await openBenchProduct('quiet', say);
  const listener = new pg.Client({ connectionString: product.databaseUrl });
  try {
    const commits: number[] = [];
    listener.on('notification', ({ payload }) => {
      const message = liveMessageSchema.safeParse(parsed(payload));
      // PostgreSQL delivers with the commit. The first of a burst: what follows is about the same page.
      if (message.success && message.data.topics.includes('events')) commits.push(Date.now());
    });
    await listener.connect();
    await listener.query(`LISTEN ${LIVE_CHANNEL}`);
    const page = await openPage(product, '/dashboard');
    const number = page
      .getByRole('region', { name: 'Human Risk Behaviors' })
      .getByRole('row', { name: /^Identity events/ })
      .getByRole('gridcell')
      .nth(1);
    await number.waitFor();
    await number.evaluate((cell) => {
      const changes: number[] = [];
      Object.assign(window, { changesForBench: changes });
      let shown = cell.textContent;
      new MutationObserver(() => {
        if (cell.textContent === shown) return;
        shown = cell.textContent;
        changes.push(Date.now());
      }).observe(cell, { childList: true, characterData: true, subtree: true });
    });
    const shares: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const before = await changesOn(page);
      commits.length = 0;
      await steer(product.simulator, '/attack', { kind: ATTACK });
      const after = await until(60_000, async () => {
        const changes = await changesOn(page);
        return changes.length > before.length && commits.length > 0 ? changes : null;
      });
      const changedAt = after[before.length];
      const [committedAt] = commits;
      if (changedAt !== undefined && committedAt !== undefined)
        shares.push(Math.max(0, changedAt - committedAt));
    }
    return shares;
  } finally {
    await listener.end();
    await product.close();
  }
}

async function changesOn(page: Page): Promise<number[]> {
  return z.array(z.number()).parse(await page.evaluate('window.changesForBench'));
}

/** Milliseconds from each attack to the row of its event on the page of latest events. */
async function wholeWay(times: number, say: (sentence: string) => void): Promise<number[]> {
  const product = await openBenchProduct('duo', say);
  try {
    const { people } = peoplePageSchema.parse(
      await product.session.read('/api/v1/people?sort=name&status=active'),
    );
    // Rows name people, and two may have one name.
    const victims = people
      .filter(({ name }) => people.filter((other) => other.name === name).length === 1)
      .slice(0, times);
    const page = await openPage(product, `/behaviors/identity?tab=latest&range=24h&kind=${KIND}`);
    const rows = () => page.getByRole('table', { name: 'Latest events' }).getByRole('row').allTextContents();
    const known = await rows();
    const began = new Map<string, number>();
    const shown = new Map<string, number>();
    let staged = 0;
    await until(20 * 60_000, async () => {
      const next = victims[staged];
      // Spread over the minute between two polls, so that none of them is lucky by rule.
      const last = [...began.values()].at(-1) ?? 0;
      if (next !== undefined && Date.now() - last > 17_000) {
        began.set(next.name, Date.now());
        await steer(product.simulator, '/attack', { kind: ATTACK, username: next.username });
        staged += 1;
      }
      const fresh = (await rows()).filter((row) => !known.includes(row));
      for (const name of began.keys())
        if (!shown.has(name) && fresh.some((row) => row.includes(name))) shown.set(name, Date.now());
      return shown.size === victims.length ? true : null;
    }).catch((error: unknown) => {
      const missing = victims.flatMap(({ name }) => (shown.has(name) ? [] : [name]));
      throw new Error(`Of ${missing.join(', ')} no event came.`, { cause: error });
    });
    return victims.map(({ name }) => (shown.get(name) ?? Infinity) - (began.get(name) ?? 0));
  } finally {
    await product.close();
  }
}

async function openPage({ browser, origin, session }: BenchProduct, path: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: origin,
    storageState: await session.api.storageState(),
  });
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** Asks until there is an answer. @throws Error after a while */
async function until<Answer>(milliseconds: number, ask: () => Promise<Answer | null>): Promise<Answer> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new Error(`Nothing changed on the page in ${milliseconds / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}
