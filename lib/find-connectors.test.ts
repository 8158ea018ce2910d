import { describe, expect, it } from 'vitest';
import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import { findConnectors } from './find-connectors';

const HOOK = { ...CISCO_DUO, id: 'hook', name: 'Hook', vendor: 'Anybody', category: 'Inbound' };
const CONNECTORS = [CISCO_DUO, HOOK];
const TILES = [
  { connector: 'cisco-duo', name: 'Production' },
  { connector: 'cisco-duo', name: 'Subsidiary' },
  { connector: 'hook', name: 'Leaked passwords' },
];

const find = (words: string, category: string | null = null) =>
  findConnectors(CONNECTORS, TILES, { words, category }).flatMap(({ category: of, found }) =>
    found.map(
      ({ connector, integrations }) =>
        `${of}: ${connector.id}: ${integrations.map(({ name }) => name).join(', ')}`,
    ),
  );

const ALL_DUO = 'Identity & Access: cisco-duo: Production, Subsidiary';
const ALL_HOOK = 'Inbound: hook: Leaked passwords';

describe('the search of the hub', () => {
  it('shows everything by category where nothing is asked for', () => {
    expect(find('')).toEqual([ALL_DUO, ALL_HOOK]);
    expect(find('  ')).toEqual([ALL_DUO, ALL_HOOK]);
    expect(find('', 'Inbound')).toEqual([ALL_HOOK]);
  });

  it('finds a connector by its name, its vendor and its category, in any case', () => {
    expect(find('duo')).toEqual([ALL_DUO]);
    expect(find('CISCO')).toEqual([ALL_DUO]);
    expect(find('access')).toEqual([ALL_DUO]);
    expect(find('anybody')).toEqual([ALL_HOOK]);
  });

  it('finds an integration by its name, and shows only that', () => {
    expect(find('subsid')).toEqual(['Identity & Access: cisco-duo: Subsidiary']);
    expect(find('duo prod')).toEqual(['Identity & Access: cisco-duo: Production']);
    expect(find('subsid', 'Inbound')).toEqual([]);
  });

  it('finds nothing where a word is nowhere', () => {
    expect(find('okta')).toEqual([]);
    expect(find('duo okta')).toEqual([]);
  });
});
