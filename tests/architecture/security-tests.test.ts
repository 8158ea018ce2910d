import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { GUARDED } from '../../scripts/security-tests.mjs';

const repository = resolve(import.meta.dirname, '../..');
const guarded = GUARDED.flatMap(([, files]) => files);

/** The names in the last column of the tables of ASVS, as docs/security.md writes them. */
function namedInDocument(): string[] {
  const document = readFileSync(join(repository, 'docs/security.md'), 'utf8');
  const rows = document.slice(document.indexOf('## ASVS 5.0')).split('\n');
  const cells = rows.filter((row) => row.startsWith('| ')).map((row) => row.split(' | ').at(-1) ?? '');
  return [
    ...new Set(cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''))),
  ];
}

/** Integration tests are named without folder and ending, others by their ending, or by their path. */
const isNamed = (name: string) => (file: string) =>
  (file.startsWith('tests/integration/') && file.endsWith(`/${name}.test.ts`)) ||
  file === name ||
  file.endsWith(`/${name}`);

it('`npm run test:security` runs every test that docs/security.md names, and each is there', () => {
  const named = namedInDocument();
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((name) => !guarded.some(isNamed(name)))).toEqual([]);
  expect(guarded.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
  expect(new Set(guarded).size).toBe(guarded.length);
});
