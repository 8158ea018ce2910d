import { CONNECTORS } from '@/domain/connectors/catalogue';
import { codeWritten, isWholeCode } from '@/domain/names/pseudonym';
import { parseNetwork } from '@/domain/network';
import { Refusal } from '@/domain/refusal';
import { generalValue } from '@/domain/signal-search/general-values';
import { type SearchTerm, writeSearch } from '@/domain/signal-search/parse-search';
import { matchesPattern } from '@/domain/signal-search/record-devices';
import type { Transaction } from '@/server/data/database';
import { listIntegrationRows } from '@/server/data/integrations/integrations';
import { peopleWithCode } from '@/server/data/privacy/pseudonyms';
import { containing, devicesLike, patternOf, peopleLike } from '@/server/data/signals/signal-names';
import type { Condition } from '@/server/data/signals/signal-search';
import { VALUE_COLUMNS, type ValueColumn, valuesLike } from '@/server/data/signals/signal-values';
import { streamNumber } from '@/server/data/signals/signals';
import type { NamesInAnswer } from '@/server/services/privacy/names-in-answers';

/** Names of devices, one of which a record must tell of; only the record itself says. */
export interface DeviceCheck {
  readonly patterns: readonly string[];
  readonly negated: boolean;
}

/** One way in which a record can be what a term asks for. */
export interface Alternative {
  readonly conditions: readonly Condition[];
  readonly devices: readonly DeviceCheck[];
}

/** As many people, or devices, as one word may mean. */
const MOST_NAMED = 50;
const MOST_VALUES = 200;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What a term can mean here, looked up in the small tables of people, values and devices; nothing where nobody and
 * nothing is called so. @throws Refusal
 */
export async function resolveTerm(
  accountId: string,
  tx: Transaction,
  term: SearchTerm,
  names: Pick<NamesInAnswer, 'withheld'>,
): Promise<Alternative[]> {
  const { field, value } = term;
  if (names.withheld && TELLS_NAMES.includes(field)) return withoutNamesOf(accountId, tx, term);
  // What a refusal quotes it leaves names out of, by which it would tell that there is such a name.
  const quoted = names.withheld ? field : writeSearch([term]);
  switch (field) {
    case 'person':
      return personAlternatives(accountId, tx, term);
    case 'address':
      return [only({ kind: 'network', network: networkOf(value, quoted), negated: false })];
    case 'transaction':
      return [only({ kind: 'transaction', pattern: patternOf(value), negated: false })];
    case 'stream':
      return [only({ kind: 'streams', numbers: streamNumbers(value, quoted), negated: false })];
    case 'integration':
      return [
        only({
          kind: 'integrations',
          ids: await integrationIds(accountId, tx, value, quoted),
          negated: false,
        }),
      ];
    case 'device':
      return deviceAlternatives(accountId, tx, term, patternOf(value), true);
    case 'text':
      return textAlternatives(accountId, tx, term);
    default:
      return fieldAlternatives(accountId, tx, field, value);
  }
}

/** What a value of a field means: a general one first, else what records say. */
async function fieldAlternatives(
  accountId: string,
  tx: Transaction,
  field: ValueColumn,
  value: string,
): Promise<Alternative[]> {
  const general = generalValue(field, value)?.general;
  switch (general?.means) {
    case 'any_of':
      return [
        only({ kind: 'values', any: general.values.map((one) => ({ field, value: one })), negated: false }),
      ];
    case 'not_said':
      return [only({ kind: 'unsaid', field, negated: false })];
    case undefined:
      return valueAlternatives(accountId, tx, [field], patternOf(value));
  }
}

/** Fields that go by what people, or their devices, are called; a word by itself may be meant so. */
const TELLS_NAMES: readonly SearchTerm['field'][] = ['person', 'device', 'actor', 'text'];
/** Values that are no name of anybody. */
const NAMELESS_COLUMNS = VALUE_COLUMNS.filter((column) => column !== 'actor');

/**
 * The same for who is not shown names. A search would tell them: one that finds something says whose name it is. So people
 * are found by id and whole pseudonym, and words by themselves in what is no name. Refusals quote nothing that was typed:
 * what is left out of a quotation because it is a name would tell that it is one.
 */
async function withoutNamesOf(accountId: string, tx: Transaction, term: SearchTerm): Promise<Alternative[]> {
  const { field, value } = term;
  if (field === 'device' || field === 'actor')
    throw Refusal.invalid(
      'q',
      `${field}: names are withheld from your role, and these tell them. Leave it out.`,
    );
  const people = await peopleMeant(accountId, tx, value);
  if (field === 'person') {
    if (people === null)
      throw Refusal.invalid(
        'q',
        `${field}: names are withheld from your role. Write the pseudonym of somebody, as in person:7F3K-2M.`,
      );
    return [only({ kind: 'people', ids: people, negated: false })];
  }
  return [
    ...(people === null || people.length === 0
      ? []
      : [only({ kind: 'people', ids: people, negated: false })]),
    ...addressAlternatives(value),
    ...(await valueAlternatives(accountId, tx, NAMELESS_COLUMNS, containing(value))),
  ];
}

/** Whom an id or a whole pseudonym means; null for what is neither. */
async function peopleMeant(accountId: string, tx: Transaction, value: string): Promise<string[] | null> {
  if (UUID.test(value)) return [value.toLowerCase()];
  const code = isWholeCode(value) ? codeWritten(value) : null;
  if (code === null) return null;
  return (await peopleWithCode(accountId, tx, code, 1)).map(({ personId }) => personId);
}

/** What a word means that is an address, a network or the id of a transaction. */
function addressAlternatives(value: string): Alternative[] {
  const network = parseNetwork(value);
  return [
    ...(network === null ? [] : [only({ kind: 'network', network: network.text, negated: false })]),
    ...(UUID.test(value) ? [only({ kind: 'transaction', pattern: patternOf(value), negated: false })] : []),
  ];
}

function only(condition: Condition): Alternative {
  return { conditions: [condition], devices: [] };
}

async function personAlternatives(
  accountId: string,
  tx: Transaction,
  term: SearchTerm,
): Promise<Alternative[]> {
  if (UUID.test(term.value))
    return [only({ kind: 'people', ids: [term.value.toLowerCase()], negated: false })];
  const ids = await peopleNamed(accountId, tx, term, patternOf(term.value));
  // Nobody here: then a name that the vendor does not know, which stands in its records alone.
  return [
    only(
      ids.length > 0
        ? { kind: 'people', ids, negated: false }
        : { kind: 'username', pattern: patternOf(term.value), negated: false },
    ),
  ];
}

async function peopleNamed(
  accountId: string,
  tx: Transaction,
  term: SearchTerm,
  pattern: string,
): Promise<string[]> {
  const people = await peopleLike(accountId, tx, pattern, MOST_NAMED + 1);
  if (people.length > MOST_NAMED) throw tooMany(term, 'people');
  return people.map(({ id }) => id);
}

async function valueAlternatives(
  accountId: string,
  tx: Transaction,
  fields: readonly ValueColumn[],
  pattern: string,
): Promise<Alternative[]> {
  const any = await valuesLike(accountId, tx, fields, pattern, MOST_VALUES);
  return any.length === 0 ? [] : [only({ kind: 'values', any, negated: false })];
}

/** `asTyped`: also where the directory knows no such device, for a record can name one that it does not. */
async function deviceAlternatives(
  accountId: string,
  tx: Transaction,
  term: SearchTerm,
  pattern: string,
  asTyped: boolean,
): Promise<Alternative[]> {
  const devices = await devicesLike(accountId, tx, pattern, MOST_NAMED + 1);
  if (devices.length > MOST_NAMED) throw tooMany(term, 'devices');
  const names = devices.flatMap(({ objectId, name }) => [objectId, ...(name === null ? [] : [name])]);
  const patterns = [...new Set([...names, ...(asTyped ? [term.value] : [])])];
  const owners = [...new Set(devices.flatMap(({ personId }) => personId ?? []))];
  if (patterns.length === 0 || (!asTyped && owners.length === 0)) return [];
  // Whoever has the device is who signs in with it; where nobody is known to have it, the record has to say.
  const ids = term.negated ? [] : owners;
  return [
    {
      conditions: ids.length === 0 ? [] : [{ kind: 'people', ids, negated: false }],
      devices: [{ patterns, negated: false }],
    },
  ];
}

async function textAlternatives(
  accountId: string,
  tx: Transaction,
  term: SearchTerm,
): Promise<Alternative[]> {
  const pattern = containing(term.value);
  const ids = await peopleNamed(accountId, tx, term, pattern);
  const alternatives: Alternative[] = [
    ...(ids.length === 0 ? [] : [only({ kind: 'people', ids, negated: false })]),
    ...addressAlternatives(term.value),
    ...(await valueAlternatives(accountId, tx, VALUE_COLUMNS, pattern)),
  ];
  // What must not be is told by names and values: to know that no device is called so, every record would be opened.
  return term.negated
    ? alternatives
    : [...alternatives, ...(await deviceAlternatives(accountId, tx, term, pattern, false))];
}

function networkOf(value: string, quoted: string): string {
  const network = parseNetwork(value);
  if (network === null)
    throw Refusal.invalid(
      'q',
      `${quoted}: this is no address. Write one such as 198.51.100.7, or a network such as 198.51.100.0/24.`,
    );
  return network.text;
}

function streamNumbers(value: string, quoted: string): number[] {
  const streams = CONNECTORS.flatMap((connector) => connector.streams);
  const numbers = streams
    .filter(({ id, label }) => matchesPattern(value, id) || matchesPattern(value, label))
    .map(({ id }) => streamNumber(id));
  if (numbers.length === 0)
    throw Refusal.invalid(
      'q',
      `${quoted}: there is no such stream. Use one of ${streams.map(({ id }) => id).join(', ')}.`,
    );
  return [...new Set(numbers)];
}

/** Integrations of a name: the one that is called just so, or else those that match it. */
async function integrationIds(
  accountId: string,
  tx: Transaction,
  value: string,
  quoted: string,
): Promise<string[]> {
  const integrations = await listIntegrationRows(accountId, tx);
  const called = integrations.filter(({ name }) => name.toLowerCase() === value.toLowerCase());
  const meant = called.length > 0 ? called : integrations.filter(({ name }) => matchesPattern(value, name));
  if (meant.length === 0)
    throw Refusal.invalid(
      'q',
      `${quoted}: no integration is called so. ${
        integrations.length === 0
          ? 'None is connected.'
          : `Use one of ${integrations.map(({ name }) => name).join(', ')}.`
      }`,
    );
  return meant.map(({ id }) => id);
}

function tooMany(term: SearchTerm, what: 'people' | 'devices'): Refusal {
  return Refusal.invalid(
    'q',
    `${writeSearch([term])}: more than ${MOST_NAMED} ${what} are called so. Write more of the name.`,
  );
}
