import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONNECTORS } from '@/domain/connectors/catalogue';
import { REPORTABLE_KINDS } from '@/domain/detection/reported-event';

const repository = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');

/** What is the same for every connector: screens, operations, storage, polling, and the rules behind them. */
const HOUSE = ['app', 'components', 'domain', 'lib', 'server', 'workers'];

function codeIn(folder: string): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (path === 'server/data/generated') return [];
    if (entry.isDirectory()) return codeIn(path);
    return /(?<!\.test)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Where one line stands for each connector. */
const REGISTRIES = ['domain/connectors/catalogue.ts', 'server/connectors/registry.ts'];

/** Who names a connector all the same, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'domain/coverage.ts': 'what Duo’s own records can raise is known there by the id of the connector',
  'components/dashboard/feed-strip.tsx': 'an empty dashboard leads to the connector that most begin with',
};

describe('a connector', () => {
  const code = HOUSE.flatMap(codeIn);

  it('is looked for in the code of the whole house', () => {
    expect(code.length).toBeGreaterThan(300);
    expect(CONNECTORS.map(({ id }) => id)).toEqual(['cisco-duo', 'generic-webhook']);
  });

  it.each(CONNECTORS.map(({ id }) => id))(
    '%s is named by its manifest, its adapter and the registries only',
    (id) => {
      const own = new RegExp(`^(domain/connectors/${id}[.-]|server/connectors/${id}/)`);
      const constant = id.toUpperCase().replaceAll('-', '_');
      const found = code
        .filter((path) => !own.test(path) && !REGISTRIES.includes(path) && !(path in EXCEPTIONS))
        .filter((path) => read(path).includes(id) || read(path).includes(constant));
      expect(found).toEqual([]);
    },
  );

  it('is named without need by nobody on the list of exceptions', () => {
    const named = Object.keys(EXCEPTIONS).filter((path) =>
      CONNECTORS.some(({ id }) => read(path).includes(id)),
    );
    expect(named).toEqual(Object.keys(EXCEPTIONS));
  });

  it('keeps its streams under numbers of its own, and under names that no other connector has', () => {
    const streams = CONNECTORS.flatMap((connector) => connector.streams);
    expect(new Set(streams.map(({ storageNumber }) => storageNumber)).size).toBe(streams.length);
    expect(new Set(streams.map(({ id }) => id)).size).toBe(streams.length);
  });
});

describe('the schema of reported events', () => {
  it('is documented with every kind that is taken', () => {
    const documented = /\*\*Kinds\.\*\*[\s\S]*?Not `/.exec(read('docs/webhook.md'))?.[0] ?? '';
    const kinds = [...documented.matchAll(/`(\w+)`/g)].map(([, kind]) => kind);
    expect(new Set(kinds)).toEqual(new Set(REPORTABLE_KINDS));
  });
});
