import { z } from 'zod';
import { groupName } from '@/domain/group-name';
import { instantSchema, integrationIdSchema, personIdSchema } from '@/domain/identifiers';
import { POSTURE_RISKS, POSTURE_STATES } from '@/domain/human-risk/posture-state';
import { codeWritten } from '@/domain/names/pseudonym';
import {
  LAST_EVENTS,
  lastEventDays,
  PEOPLE_STATUSES,
  MOST_NAMED_IN_ADDRESS,
} from '@/domain/people/people-filter';
import { PEOPLE_DIRECTIONS, PEOPLE_SORTS, type PeopleSort } from '@/domain/people/people-order';
import { OUTCOMES } from '@/domain/people/person-outcome';
import { bothGroups, groupOrNone, ungroupedSchema } from '@/domain/people/ungrouped';
import { Refusal } from '@/domain/refusal';
import { bandFloorHeats, type HeatRange, heatRangeOf } from '@/domain/scoring/heat';
import { CRITICALITIES, type ScoringPolicy } from '@/domain/scoring/policy';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { kindSchema, type PeoplePage } from '@/domain/views/person';
import { bandSchema } from '@/domain/views/score';
import type { Transaction } from '@/server/data/database';
import { findIntegration } from '@/server/data/integrations/integrations';
import type { PeopleNarrowing } from '@/server/data/people/people-narrowing';
import { findWatchlist, type StoredWatchlist } from '@/server/data/people/watchlists';
import { giveEverybodyACode } from '@/server/data/privacy/pseudonyms';
import { policyAt } from '@/server/data/scoring/scoring-policies';
import { type NamesInAnswer, pseudonymKey } from '@/server/services/privacy/names-in-answers';
import type { Runtime } from '@/server/services/runtime';
import { EARLIEST } from '@/server/services/known-instant';
import type { Moment } from './grounds';
import { pastFacts } from './past-facts';
import { whoEntered } from './who-entered';

/** Whether whoever asks is not shown who people are. */
type WithheldNames = Pick<NamesInAnswer, 'withheld'>;

const BOTH_BANDS = 'least: use it without band, which says the band already.';

const TOO_MANY_NAMED = `Name at most ${MOST_NAMED_IN_ADDRESS} people one by one, or use a filter.`;

/** People one by one, as their ids stand in an address. */
export const namedPeopleSchema = z
  .string()
  .max(MOST_NAMED_IN_ADDRESS * 40, TOO_MANY_NAMED)
  .transform((ids) => ids.split(','))
  .pipe(z.array(personIdSchema).max(MOST_NAMED_IN_ADDRESS, TOO_MANY_NAMED));

/** How a list of people may be narrowed, as it stands in an address. */
export const peopleFilterSchema = z.object({
  q: z.string().trim().max(200, 'search: use at most 200 characters.').optional(),
  /** A band of the attack factor. */
  band: bandSchema.optional(),
  /** The lowest band of the attack factor, where several are wanted. */
  least: bandSchema.optional(),
  /** A band of the human risk score; `none` of whom there is none. */
  risk: z.enum([...bandSchema.options, 'none']).optional(),
  /** A state of posture, or a behavior for those who do not stand best in it. */
  posture: z.enum([...POSTURE_STATES, ...POSTURE_RISKS]).optional(),
  /** Whether they got in as them, by the events that count. */
  outcome: z.enum(OUTCOMES, `outcome: use one of ${OUTCOMES.join(', ')}.`).optional(),
  kind: kindSchema.optional(),
  group: z.string().trim().max(300, 'group: use at most 300 characters.').transform(groupName).optional(),
  /** Those of whom no group is known. */
  ungrouped: ungroupedSchema,
  criticality: z.enum(CRITICALITIES, 'criticality: use one of standard, elevated, critical.').optional(),
  status: z.enum(PEOPLE_STATUSES, `status: use one of ${PEOPLE_STATUSES.join(', ')}.`).optional(),
  /** The id of an integration that knows them. */
  integration: integrationIdSchema.optional(),
  /** How long ago their newest event is at most. */
  last: z.enum(LAST_EVENTS, `last: use one of ${LAST_EVENTS.join(', ')}.`).optional(),
  /** The id of a watchlist. */
  watchlist: z.uuid('watchlist: name one by its id.').optional(),
  /** Those in a higher band of the attack factor than at this instant, Medium at least. */
  entered: instantSchema.optional(),
});
export type PeopleFilterInput = z.output<typeof peopleFilterSchema>;

/** The same where it is part of what is changed or kept: a word that is misspelt is refused, or it would leave out nobody. */
export const strictPeopleFilterSchema = z.strictObject(
  peopleFilterSchema.shape,
  `filter: use ${Object.keys(peopleFilterSchema.shape).join(', ')}.`,
);

/** The order of a list of people, as it stands in an address. */
export const peopleOrderSchema = z.object({
  sort: z.enum(PEOPLE_SORTS, `sort: use one of ${PEOPLE_SORTS.join(', ')}.`).default('attack_factor'),
  direction: z.enum(PEOPLE_DIRECTIONS, 'direction: use falling or rising.').optional(),
});

/** What a watchlist by rule may go by: everything but words, instants, integrations and other watchlists, and one thing at least. */
export const watchlistRuleSchema = z
  .strictObject(
    peopleFilterSchema.omit({ q: true, integration: true, watchlist: true, entered: true }).shape,
    'rule: use band, least, risk, posture, outcome, kind, group, ungrouped, criticality, status or last.',
  )
  .refine(leavesOut, 'rule: narrow it by one thing at least, or nobody is left out.')
  .refine(({ band, least }) => band === undefined || least === undefined, BOTH_BANDS)
  .refine(({ group, ungrouped }) => (group ?? '') === '' || ungrouped === undefined, bothGroups('group'));

/** What a filter leaves, with how those who entered a band were found. */
interface PeopleFound extends PeopleNarrowing {
  readonly entered: { readonly ids: readonly string[]; readonly found: PeoplePage['entered'] } | undefined;
}

/**
 * What a filter leaves at an instant (epoch milliseconds) under a policy, with whom its watchlist names and who entered a band.
 * @throws Refusal where it contradicts itself, names somebody to whom no names are shown, or there is no such watchlist or
 * integration, or none of which it is known whom it named then, or an instant that nobody can be compared with
 */
export async function narrowingOf(
  accountId: string,
  tx: Transaction,
  filter: PeopleFilterInput,
  {
    policy,
    at,
    past = null,
    names,
  }: {
    readonly policy: ScoringPolicy;
    readonly at: number;
    /** The reading of a past moment. */
    readonly past?: Moment['past'];
    readonly names: WithheldNames;
  },
): Promise<PeopleFound> {
  if (filter.integration !== undefined) await refuseUnknownSource(accountId, tx, filter.integration, past);
  const own = {
    ...ownNarrowing(filter, policy, at),
    ...searchOf(filter.q, names),
    entered: await enteredSince(accountId, tx, filter.entered, { at, past }),
  };
  if (filter.watchlist === undefined) return own;
  const watchlist = await findWatchlist(accountId, tx, filter.watchlist);
  if (watchlist === null)
    throw Refusal.invalid(
      'watchlist',
      'watchlist: there is none with this id. It may have been removed; leave it out.',
    );
  if (past !== null && watchlist.rule === null)
    throw Refusal.invalid(
      'watchlist',
      `watchlist: who was on ${watchlist.name} at a past moment is not kept, as it names people by hand. Leave it out, or go back to now.`,
    );
  return { ...own, watchlist: membersOf(watchlist, policy, at) };
}

async function refuseUnknownSource(accountId: string, tx: Transaction, id: string, past: Moment['past']) {
  if (past !== null)
    throw Refusal.invalid(
      'integration',
      'integration: from where somebody was known at a past moment is not kept. Leave it out, or go back to now.',
    );
  if ((await findIntegration(accountId, tx, id)) === null)
    throw Refusal.invalid(
      'integration',
      'integration: there is none with this id. It may have been removed; leave it out.',
    );
}

/** Who is in a higher band at the instant of a list than at the one that is asked for. */
async function enteredSince(
  accountId: string,
  tx: Transaction,
  asked: string | undefined,
  { at, past }: Moment,
): Promise<PeopleFound['entered']> {
  if (asked === undefined) return undefined;
  if (past !== null)
    throw Refusal.invalid(
      'entered',
      'entered: who is in a higher band than before is known of now alone. Leave it out, or go back to now.',
    );
  const since = Date.parse(asked);
  if (since < EARLIEST || since > at)
    throw Refusal.invalid(
      'entered',
      'entered: name an instant from the year 2020 until now to compare with, or leave it out.',
    );
  const { entered, compared } = await whoEntered(accountId, tx, since, at);
  const then = { at: since, past: 'then' as const, now: at };
  const { policy } = await policyAt(accountId, tx, since);
  const { collectsSince, forgotten } = await pastFacts(accountId, tx, then, policy);
  return {
    ids: entered.map(({ person }) => person.id),
    found: { compared, collectsSince, eventsBefore: forgotten.eventsBefore },
  };
}

/** What people are put in order by: whoever is not shown their names is shown them in the order of their pseudonyms. */
export async function sortFor(
  accountId: string,
  tx: Transaction,
  sort: PeopleSort,
  { names, runtime }: { readonly names: WithheldNames; readonly runtime: Pick<Runtime, 'auditKey'> },
): Promise<PeopleSort | 'pseudonym'> {
  if (sort !== 'name' || !names.withheld) return sort;
  await giveEverybodyACode(accountId, tx, pseudonymKey(runtime));
  return 'pseudonym';
}

/** Whom a watchlist names at an instant (epoch milliseconds) under a policy. */
export function membersOf(
  { id, rule }: Pick<StoredWatchlist, 'id' | 'rule'>,
  policy: ScoringPolicy,
  at: number,
): NonNullable<PeopleNarrowing['watchlist']> {
  return rule === null ? { id } : { rule: ownNarrowing(watchlistRuleSchema.parse(rule), policy, at) };
}

/**
 * What a filter leaves by itself.
 * @throws Refusal where it contradicts itself
 */
function ownNarrowing(filter: PeopleFilterInput, policy: ScoringPolicy, at: number): PeopleNarrowing {
  const days = filter.last === undefined ? undefined : lastEventDays(filter.last);
  return {
    range: heatRange(filter, policy, at),
    risk: filter.risk,
    posture: filter.posture,
    outcome: filter.outcome,
    kind: filter.kind,
    group: groupOrNone('group', wordsOf(filter.group), filter.ungrouped),
    criticality: filter.criticality,
    integration: filter.integration,
    status: filter.status,
    lastEventSince: days === undefined || days === null ? days : at - days * DAY_MS,
  };
}

/** People by words of their names; where names are withheld, by the beginning of a pseudonym alone. */
function searchOf(
  q: string | undefined,
  { withheld }: WithheldNames,
): Pick<PeopleNarrowing, 'search' | 'code'> {
  const words = wordsOf(q);
  if (words === undefined || !withheld) return { search: words };
  const code = codeWritten(words);
  if (code === null)
    throw Refusal.invalid(
      'q',
      'q: names are withheld from your role, so that people are found by their pseudonym alone, as in 7F3K-2M.',
    );
  return { code };
}

function heatRange(
  { band, least }: PeopleFilterInput,
  policy: ScoringPolicy,
  at: number,
): HeatRange | undefined {
  if (band !== undefined && least !== undefined) throw Refusal.invalid('least', BOTH_BANDS);
  const floors = bandFloorHeats(policy, at);
  if (band !== undefined) return heatRangeOf(band, floors);
  // Very Low or above is everybody.
  return least === undefined || least === 'very_low'
    ? undefined
    : { ...heatRangeOf(least, floors), below: null };
}

/** Whether a rule says anything: Very Low or above is everybody, and so is a group without a name. */
function leavesOut({
  least,
  ...rule
}: Omit<PeopleFilterInput, 'q' | 'integration' | 'watchlist' | 'entered'>): boolean {
  return (
    (least !== undefined && least !== 'very_low') ||
    Object.values(rule).some((part) => part !== undefined && part !== '')
  );
}

function wordsOf(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
