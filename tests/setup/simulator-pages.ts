import { expect } from 'vitest';
import { z } from 'zod';
import { ask, type Simulator } from './simulator-process';

const HOUR_MS = 3_600_000;

const row = z.record(z.string(), z.unknown());
const body = z.object({ response: z.unknown(), metadata: z.unknown().optional() });
const inside = z.object({
  items: z.array(row).optional(),
  authlogs: z.array(row).optional(),
  events: z.array(row).optional(),
  metadata: z.object({ next_offset: z.union([z.string(), z.array(z.string())]).nullish() }),
});

/** Ways to read one simulator: a whole answer, a page of a log, or the rows of a bare list. */
export function pagesOf(simulator: () => Simulator) {
  const get = async (path: string, query: string) =>
    body.parse(JSON.parse((await ask(simulator().port, path, query)).text));
  return {
    get,
    page: async (path: string, query: string) => inside.parse((await get(path, query)).response),
    list: async (path: string, query = 'limit=300') => z.array(row).parse((await get(path, query)).response),
  };
}

/** A query for a window in ms; `more` stands before it and `after` behind, because names are signed in order. */
export const span = (from: number, to: number, more = '', after = ''): string =>
  `${more}maxtime=${to}&mintime=${from}${after}`;

export const lastHour = (more = '', after = ''): string =>
  span(Date.now() - HOUR_MS, Date.now(), more, after);

/** Asks until the answer is true; a record comes to light when its moment has come. */
export async function soon(look: () => Promise<boolean>): Promise<void> {
  await expect.poll(look, { timeout: 8000, interval: 150 }).toBe(true);
}
