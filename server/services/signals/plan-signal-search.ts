import { Refusal } from '@/domain/refusal';
import { parseSearch, type SearchTerm, writeSearch } from '@/domain/signal-search/parse-search';
import type { Transaction } from '@/server/data/database';
import {
  type Access,
  type Condition,
  countFromNetwork,
  MOST_READ,
  type SignalQuery,
} from '@/server/data/signals/signal-search';
import type { NamesInAnswer } from '@/server/services/privacy/names-in-answers';
import { type Alternative, type DeviceCheck, resolveTerm } from './resolve-search-term';

/** One way of finding what was asked for; a search is all of its ways together. */
export interface SearchWay {
  readonly query: SignalQuery;
  readonly devices: readonly DeviceCheck[];
}

export interface SearchPlan {
  readonly ways: readonly SearchWay[];
  /** Conditions that nobody and nothing here meets, as they are written. */
  readonly unknownWords: readonly string[];
}

/** Epoch milliseconds, half open. */
export interface SearchWindow {
  readonly from: number;
  readonly to: number;
}

/** Ways that one search may be made of. */
const MOST_WAYS = 24;
/** People that one way may ask the index for. */
const MOST_PEOPLE = 200;

/**
 * What a search asks of the stored signals. Its words are looked up in small tables first, so that what is left is
 * people, addresses and values. Several values of one field mean any of them; everything else must hold together.
 * @throws Refusal that names the word and the remedy
 */
export async function planSearch(
  accountId: string,
  tx: Transaction,
  text: string,
  window: SearchWindow,
  names: Pick<NamesInAnswer, 'withheld'>,
): Promise<SearchPlan> {
  const { terms, faults } = parseSearch(text);
  if (faults.length > 0)
    throw new Refusal(
      'invalid_input',
      faults.map(({ message }) => message).join(' '),
      faults.map(({ message }) => ({ field: 'q', message })),
    );
  const unknownWords: string[] = [];
  let ways: Alternative[] = [{ conditions: [], devices: [] }];
  for (const group of groupsOf(terms)) {
    const alternatives: Alternative[] = [];
    for (const term of group) {
      const found = await resolveTerm(accountId, tx, term, names);
      if (found.length === 0) unknownWords.push(writeSearch([term]));
      alternatives.push(...found);
    }
    ways = ways.flatMap((way) => joined(alternatives).map((alternative) => both(way, alternative)));
    if (ways.length > MOST_WAYS)
      throw Refusal.invalid(
        'q',
        `${writeSearch(group)}: the words can be meant in too many ways together. Say what they are, as in person:ada.`,
      );
  }
  for (const term of terms.filter(({ negated }) => negated)) {
    for (const alternative of await resolveTerm(accountId, tx, term, names))
      ways = ways.map((way) => both(way, without(alternative)));
  }
  const planned: SearchWay[] = [];
  for (const way of ways) {
    const access = await accessOf(accountId, tx, way.conditions, window);
    if (access !== null)
      planned.push({ query: { access, conditions: way.conditions, ...window }, devices: way.devices });
  }
  return { ways: planned, unknownWords };
}

/** Positive terms of one field together; each word by itself. */
function groupsOf(terms: readonly SearchTerm[]): SearchTerm[][] {
  const groups = new Map<string, SearchTerm[]>();
  for (const [index, term] of terms.entries()) {
    if (term.negated) continue;
    const key = term.field === 'text' ? `text ${index}` : term.field;
    groups.set(key, [...(groups.get(key) ?? []), term]);
  }
  return [...groups.values()];
}

/** Alternatives of which any may hold, those of a kind as one. */
function joined(alternatives: readonly Alternative[]): Alternative[] {
  const people: string[] = [];
  const values: Extract<Condition, { kind: 'values' }>['any'][number][] = [];
  const streams: number[] = [];
  const integrations: string[] = [];
  const others: Alternative[] = [];
  for (const alternative of alternatives) {
    const [condition, ...more] = alternative.conditions;
    const single = more.length === 0 && alternative.devices.length === 0 ? condition : undefined;
    if (single?.kind === 'people') people.push(...single.ids);
    else if (single?.kind === 'values') values.push(...single.any);
    else if (single?.kind === 'streams') streams.push(...single.numbers);
    else if (single?.kind === 'integrations') integrations.push(...single.ids);
    else others.push(alternative);
  }
  const conditions: Condition[] = [];
  if (people.length > 0) conditions.push({ kind: 'people', ids: [...new Set(people)], negated: false });
  if (values.length > 0) conditions.push({ kind: 'values', any: values, negated: false });
  if (streams.length > 0) conditions.push({ kind: 'streams', numbers: streams, negated: false });
  if (integrations.length > 0)
    conditions.push({ kind: 'integrations', ids: [...new Set(integrations)], negated: false });
  return [...conditions.map((condition) => ({ conditions: [condition], devices: [] })), ...others];
}

function both(a: Alternative, b: Alternative): Alternative {
  return { conditions: [...a.conditions, ...b.conditions], devices: [...a.devices, ...b.devices] };
}

/** What holds of records that an alternative does not hold of. It has one condition, or one look at devices. */
function without({ conditions, devices }: Alternative): Alternative {
  return {
    conditions: conditions.map((condition) => ({ ...condition, negated: true })),
    devices: devices.map((check) => ({ ...check, negated: true })),
  };
}

/** The index by which least is read; null where nothing can be found, because nobody is all of those who are asked for. */
async function accessOf(
  accountId: string,
  tx: Transaction,
  conditions: readonly Condition[],
  window: SearchWindow,
): Promise<Access | null> {
  const wanted = conditions.filter(({ negated }) => !negated);
  const people = wanted.flatMap((condition) => (condition.kind === 'people' ? [condition.ids] : []));
  const [first, ...more] = people;
  if (first !== undefined) {
    const ids = first.filter((id) => more.every((others) => others.includes(id)));
    if (ids.length > MOST_PEOPLE)
      throw Refusal.invalid(
        'q',
        `q: ${ids.length} people are asked for. Ask for at most ${MOST_PEOPLE}, or for an application or a result.`,
      );
    return ids.length === 0 ? null : { by: 'people', ids };
  }
  const networks = wanted.flatMap((condition) => (condition.kind === 'network' ? [condition.network] : []));
  const address = networks.find((network) => !network.includes('/'));
  if (address !== undefined) return { by: 'network', network: address };
  for (const network of networks) {
    const count = await countFromNetwork(accountId, tx, network, window, MOST_READ + 1);
    if (count <= MOST_READ) return { by: 'network', network };
  }
  return { by: 'time' };
}
