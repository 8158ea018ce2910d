import type { AccountId } from '@/domain/identifiers';
import { memberIdSchema } from '@/domain/identifiers';
import { PEOPLE_SORTS } from '@/domain/people/people-order';
import { type BuiltInRole, builtInRole } from '@/domain/roles';
import type { Actor } from '@/server/services/actor';
import { getBehaviors } from '@/server/services/dashboard/get-behaviors';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { getIdentityDetails } from '@/server/services/dashboard/get-identity-details';
import { getOverTime } from '@/server/services/dashboard/get-over-time';
import { getScoreBreakdown } from '@/server/services/dashboard/get-score-breakdown';
import { getSince } from '@/server/services/dashboard/get-since';
import { listIndividuals } from '@/server/services/dashboard/list-individuals';
import { listAccountEvents } from '@/server/services/events/list-account-events';
import { listEvents } from '@/server/services/events/list-events';
import { execute } from '@/server/services/operation';
import { getPersonHabits } from '@/server/services/people/get-person-habits';
import { getPersonHistory } from '@/server/services/people/get-person-history';
import { getProfile } from '@/server/services/people/get-profile';
import { hasPerson } from '@/server/services/people/has-person';
import { listPeople } from '@/server/services/people/list-people';
import { getPersonCare } from '@/server/services/people/person-care';
import { listWatchlists } from '@/server/services/people/watchlists';
import type { Runtime } from '@/server/services/runtime';

/** Who asks, and of which people profiles are opened. */
export interface Viewer {
  readonly actor: Actor;
  readonly runtime: Runtime;
  readonly people: readonly string[];
}

/** One thing that a page asks, another one each time. */
export interface Question {
  readonly name: string;
  readonly ask: (viewer: Viewer, n: number) => Promise<unknown>;
}

const ROLE: BuiltInRole = 'super_administrator';

/** A member who may see everything, as pages have one. */
export function viewerOf(accountId: AccountId, memberId: string): Actor {
  return {
    kind: 'member',
    memberId: memberIdSchema.parse(memberId),
    name: 'Ada',
    accountId,
    role: ROLE,
    permissions: builtInRole(ROLE)?.permissions ?? [],
    sessionId: memberId,
    seesNames: true,
    mustChoosePassword: false,
    noticeAccepted: true,
    mustAddSecondFactor: false,
    provenAt: Date.now(),
    fullyProvenAt: Date.now(),
    address: null,
  };
}

const DAY_MS = 86_400_000;
const KINDS = ['push_harassment', 'new_country', 'tampered_cookie', 'user_marked_fraud'] as const;
const FILTERS: Readonly<Record<string, (n: number) => Readonly<Record<string, string>>>> = {
  Band: (n) => ({ band: ['medium', 'low', 'high'][n % 3] ?? 'low' }),
  Risk: (n) => ({ risk: ['medium', 'high', 'none'][n % 3] ?? 'none' }),
  Group: (n) => ({ group: `Department ${1 + (n % 5)}` }),
  Kind: (n) => ({ kind: KINDS[n % KINDS.length] ?? 'new_country' }),
  Words: (n) => ({ q: `family${100 + n}` }),
  Entered: (n) => ({ entered: new Date(Date.now() - (1 + (n % 7)) * DAY_MS).toISOString() }),
  LastEvent: (n) => ({ last: ['1d', '7d', '30d'][n % 3] ?? '7d' }),
};

const HALF_YEAR = { range: '180d' };

/** Everything that the dashboard, behaviors, people and a profile ask of this moment, with the range that they open with. */
export const QUESTIONS: readonly Question[] = [
  { name: 'dashboard', ask: (who) => execute(getDashboard, { ...ofViewer(who), input: {} }) },
  { name: 'dashboardHalfYear', ask: (who) => execute(getDashboard, { ...ofViewer(who), input: HALF_YEAR }) },
  { name: 'overTime', ask: (who) => execute(getOverTime, { ...ofViewer(who), input: {} }) },
  { name: 'overTimeHalfYear', ask: (who) => execute(getOverTime, { ...ofViewer(who), input: HALF_YEAR }) },
  { name: 'sinceLastLook', ask: (who) => execute(getSince, { ...ofViewer(who), input: {} }) },
  { name: 'systemEvents', ask: (who) => execute(listAccountEvents, { ...ofViewer(who), input: {} }) },
  { name: 'behaviors', ask: (who) => execute(getBehaviors, { ...ofViewer(who), input: {} }) },
  { name: 'identity', ask: (who) => execute(getIdentityDetails, { ...ofViewer(who), input: {} }) },
  {
    name: 'identityOfKind',
    ask: (who, n) => execute(getOverTime, { ...ofViewer(who), input: { kind: KINDS[n % KINDS.length] } }),
  },
  { name: 'individuals', ask: (who) => execute(listIndividuals, { ...ofViewer(who), input: {} }) },
  {
    name: 'individualsOfKind',
    ask: (who, n) => execute(listIndividuals, { ...ofViewer(who), input: { kind: KINDS[n % KINDS.length] } }),
  },
  { name: 'scoreBreakdown', ask: (who) => execute(getScoreBreakdown, { ...ofViewer(who), input: {} }) },
  { name: 'latestEvents', ask: (who) => execute(listEvents, { ...ofViewer(who), input: { range: '30d' } }) },
  ...PEOPLE_SORTS.map((sort) => ({
    name: `peopleBy${inCapitals(sort)}`,
    ask: (who: Viewer) => execute(listPeople, { ...ofViewer(who), input: { sort } }),
  })),
  ...Object.entries(FILTERS).map(([name, filter]) => ({
    name: `peopleOf${name}`,
    ask: (who: Viewer, n: number) => execute(listPeople, { ...ofViewer(who), input: filter(n) }),
  })),
  { name: 'watchlists', ask: (who) => execute(listWatchlists, { ...ofViewer(who), input: { count: 'no' } }) },
  { name: 'hasPerson', ask: (who, n) => execute(hasPerson, { ...ofViewer(who), input: idOf(who, n) }) },
  { name: 'profile', ask: (who, n) => execute(getProfile, { ...ofViewer(who), input: idOf(who, n) }) },
  { name: 'profileCare', ask: (who, n) => execute(getPersonCare, { ...ofViewer(who), input: idOf(who, n) }) },
  {
    name: 'profileHabits',
    ask: (who, n) => execute(getPersonHabits, { ...ofViewer(who), input: idOf(who, n) }),
  },
  {
    name: 'profileHistory',
    ask: (who, n) => execute(getPersonHistory, { ...ofViewer(who), input: idOf(who, n) }),
  },
];

function ofViewer({ actor, runtime }: Viewer) {
  return { actor, runtime };
}

function idOf({ people }: Viewer, n: number) {
  return { id: people[n % people.length] };
}

function inCapitals(words: string): string {
  return words
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
