import { z } from 'zod';
import { CONNECTORS } from '@/domain/connectors/catalogue';
import { codeWritten } from '@/domain/names/pseudonym';
import { GENERAL_VALUES } from '@/domain/signal-search/general-values';
import { SEARCH_FIELDS, type SearchField } from '@/domain/signal-search/search-fields';
import { type Completions, completionsSchema } from '@/domain/views/signal';
import type { Transaction } from '@/server/data/database';
import { listIntegrationRows } from '@/server/data/integrations/integrations';
import { peopleWithCode } from '@/server/data/privacy/pseudonyms';
import {
  containing,
  devicesLike,
  peopleLike,
  recentAddresses,
  recentNetworks,
  recentTransactions,
} from '@/server/data/signals/signal-names';
import { valuesLike } from '@/server/data/signals/signal-values';
import { defineOperation } from '@/server/services/operation';

const MOST = 8;
const MOST_NETWORKS = 2;

/** What the beginning of a value may become, in a field of the search of raw records. */
export const completeSearch = defineOperation({
  name: 'complete-search',
  http: { method: 'GET', path: '/api/v1/signals/completions' },
  permission: 'signals:read',
  input: z.object({
    field: z.enum(SEARCH_FIELDS, `field: use one of ${SEARCH_FIELDS.join(', ')}.`),
    begins: z.string().trim().max(100, 'begins: use at most 100 characters.').default(''),
  }),
  output: completionsSchema,
  audit: { none: 'It names what may be looked for, and opens no record.' },
  effect: 'read',
  run: async ({ accountId, tx, names }, { field, begins }) => ({
    completions: names.withheld
      ? await withoutNames(accountId, tx, field, begins)
      : await completionsOf(accountId, tx, field, begins),
  }),
});

/** For who is not shown names: people by pseudonym, and nothing that goes by what somebody or their device is called. */
async function withoutNames(
  accountId: string,
  tx: Transaction,
  field: SearchField,
  begins: string,
): Promise<Completions['completions']> {
  if (field === 'device' || field === 'actor') return [];
  if (field !== 'person') return completionsOf(accountId, tx, field, begins);
  const code = begins === '' ? '' : codeWritten(begins);
  if (code === null) return [];
  return (await peopleWithCode(accountId, tx, code, MOST)).map((person) => ({
    value: person.code,
    note: null,
  }));
}

async function completionsOf(
  accountId: string,
  tx: Transaction,
  field: SearchField,
  begins: string,
): Promise<Completions['completions']> {
  const pattern = containing(begins);
  switch (field) {
    case 'person': {
      const people = await peopleLike(accountId, tx, pattern, MOST);
      return people.map(({ name, username }) => ({ value: username, note: name === username ? null : name }));
    }
    case 'address': {
      const networks = await recentNetworks(accountId, tx, begins, MOST_NETWORKS);
      const addresses = await recentAddresses(accountId, tx, begins, MOST - networks.length);
      return [
        ...addresses.map(({ ip }) => ({ value: ip, note: null })),
        ...networks.map((one) => ({ value: one.network, note: `${one.addresses} addresses of it lately` })),
      ];
    }
    case 'device': {
      const devices = await devicesLike(accountId, tx, pattern, MOST);
      return devices.map(({ objectId, name }) => ({ value: objectId, note: name }));
    }
    case 'stream': {
      const streams = CONNECTORS.flatMap((connector) => connector.streams);
      const wanted = begins.toLowerCase();
      return streams
        .filter(({ id, label }) => `${id} ${label}`.toLowerCase().includes(wanted))
        .slice(0, MOST)
        .map(({ id, label }) => ({ value: id, note: label }));
    }
    case 'integration': {
      const wanted = begins.toLowerCase();
      return (await listIntegrationRows(accountId, tx))
        .filter(({ name }) => name.toLowerCase().includes(wanted))
        .slice(0, MOST)
        .map(({ name }) => ({ value: name, note: null }));
    }
    case 'transaction':
      return (await recentTransactions(accountId, tx, begins, MOST)).map((value) => ({ value, note: null }));
    default: {
      const typed = begins.toLowerCase();
      const general = GENERAL_VALUES.filter((one) => one.field === field && one.value.startsWith(typed));
      const values = await valuesLike(accountId, tx, [field], pattern, MOST);
      return [
        ...general.map(({ value, words }) => ({ value, note: words })),
        ...values.map(({ value }) => ({ value, note: null })),
      ].slice(0, MOST);
    }
  }
}
