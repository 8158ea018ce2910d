import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';

const CHUNKS = resolve(import.meta.dirname, '../../.next/static/chunks');

/**
 * Words of libraries that weigh a good part of what a page may, and that pages do without. One word of a page's own
 * says that the scripts looked through are those of the pages.
 */
const HEAVY = { zod: 'ZodCyclicError' };
const OWN = 'Human Risk Behaviors';

test('no script of a page holds what only the server needs: what it asks is checked there', () => {
  const scripts = readdirSync(CHUNKS)
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(CHUNKS, name), 'utf8'));
  expect(scripts.some((script) => script.includes(OWN))).toBe(true);
  for (const [library, word] of Object.entries(HEAVY))
    expect(scripts.filter((script) => script.includes(word)).length, library).toBe(0);
});
