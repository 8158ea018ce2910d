import { describe, expect, it } from 'vitest';
import { type Ledger, type Lock, openAdvisories, renewed } from './advisory-ledger';

const TOLD = Date.parse('2026-11-01T00:00:00Z');
const DAY = 86_400_000;

const lock: Lock = {
  packages: {
    '': { dev: false },
    'node_modules/carried': { version: '1.2.3', dev: false },
    'node_modules/carried/node_modules/deep': { version: '2.0.0', dev: false },
    'node_modules/tool': { version: '4.0.0', dev: true },
    'node_modules/not-deep': { version: '2.0.0', dev: false },
  },
};
const report = {
  vulnerabilities: {
    carried: { nodes: ['node_modules/carried'], via: ['deep'] },
    deep: {
      nodes: ['node_modules/carried/node_modules/deep'],
      via: [
        {
          name: 'deep',
          title: 'Lets anybody in',
          url: 'https://x.test/GHSA-deep',
          severity: 'high' as const,
        },
      ],
    },
    tool: {
      nodes: ['node_modules/tool'],
      via: [{ name: 'tool', title: 'Hangs', url: 'https://x.test/GHSA-tool', severity: 'critical' as const }],
    },
  },
};
const none: Ledger = { readAt: null, advisories: [] };
const told = renewed(none, report, lock, TOLD);

describe('advisories on packages', () => {
  it('are kept by package and version, from the day on which they were first told', () => {
    expect(told.advisories.map(({ id, versions, firstToldAt }) => [id, versions, firstToldAt])).toEqual([
      ['GHSA-deep', ['2.0.0'], '2026-11-01T00:00:00.000Z'],
      ['GHSA-tool', ['4.0.0'], '2026-11-01T00:00:00.000Z'],
    ]);
    const again = renewed(told, report, lock, TOLD + 5 * DAY);
    expect(again.readAt).toBe('2026-11-06T00:00:00.000Z');
    expect(again.advisories[0]?.firstToldAt).toBe('2026-11-01T00:00:00.000Z');
    expect(renewed(told, { vulnerabilities: {} }, lock, TOLD).advisories).toEqual([]);
  });

  it('are late after a week where Parapet runs with the package and it is grave, else after a month', () => {
    const late = (days: number) =>
      openAdvisories(told, lock, TOLD + days * DAY)
        .filter(({ isLate }) => isLate)
        .map(({ id }) => id);
    expect([late(0), late(7), late(7.1), late(30), late(30.1)]).toEqual([
      [],
      [],
      ['GHSA-deep'],
      ['GHSA-deep'],
      ['GHSA-deep', 'GHSA-tool'],
    ]);
  });

  it('are done with once another version is installed, or somebody has said why it cannot reach us', () => {
    const mended: Lock = {
      packages: {
        ...lock.packages,
        'node_modules/carried/node_modules/deep': { version: '2.0.1', dev: false },
      },
    };
    expect(openAdvisories(told, mended, TOLD + 99 * DAY).map(({ id }) => id)).toEqual(['GHSA-tool']);
    const [deep, tool] = told.advisories;
    if (deep === undefined || tool === undefined) throw new Error('Both are told.');
    const excused = {
      ...told,
      advisories: [{ ...deep, excused: 'We never call the part that is at fault.' }, tool],
    };
    expect(openAdvisories(excused, lock, TOLD + 99 * DAY).map(({ id }) => id)).toEqual(['GHSA-tool']);
    expect(renewed(excused, report, lock, TOLD + DAY).advisories[0]?.excused).toContain('We never call');
  });
});
