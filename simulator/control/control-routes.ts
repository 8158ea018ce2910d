import { z } from 'zod';
import { CAMPAIGN_KINDS, PLATFORM_KINDS, isCampaignKind, isPlatformKind } from '../campaigns/catalogue';
import { STAGED_BY } from '../campaigns/by-event-kind';
import { QUIET_KINDS, isQuietKind, quietCampaign } from '../campaigns/quiet-campaigns';
import type { StagedAttack } from '../campaigns/staged-attack';
import { faultSchema } from '../protocol/faults';
import { LOG_NAMES } from '../records/chronicle';
import { application, licence, network, permissions, secret, settings } from './access-routes';
import { changeDirectory, showDirectory } from './directory-routes';
import { addRecords, burst, delay, listRecords, trustState } from './record-routes';
import { done, refuse, withBody, type Route } from './reply';

/** How far ahead an attack may be staged. */
const FARTHEST_MS = 7 * 86_400_000;

const attack = withBody(
  z
    .object({ kind: z.string().optional(), username: z.string().optional(), at: z.number().int().optional() })
    .strict(),
  ({ clock, oldest, stage, state }, { kind, username, at }) => {
    const now = clock.now();
    const instant = at ?? null;
    if (instant !== null && (instant < oldest || instant > now + FARTHEST_MS)) {
      return refuse('Body field "at": give milliseconds within the history or the next seven days.');
    }
    const { directory, organisation } = state.account;
    const named = organisation.people.find((person) => person.username === username);
    const target = named ?? (username === undefined ? null : directory.find(username)?.person) ?? null;
    if (username !== undefined && !target) {
      return refuse(`Nobody here is called "${username}". GET /people lists the usernames.`);
    }
    if (kind !== undefined && isPlatformKind(kind)) {
      const deed = stage.stagePlatform(now, kind, target, true, instant);
      return done({
        kind,
        username: deed.target.username,
        userKey: deed.target.key,
        administrator: deed.administrator.name,
        txids: deed.signIns.map(({ txid }) => txid),
        activityIds: deed.acts.map(({ id }) => id),
      });
    }
    if (kind !== undefined && isQuietKind(kind)) {
      const staged = stage.stageQuietly(now, kind, target, instant);
      if (staged) return done({ kind, ...stagedOf(staged) });
      const because = quietCampaign(kind).suits?.because ?? 'nobody here is attacked at all';
      return refuse(`${kind} cannot be staged against ${username ?? 'anybody here'}: ${because}.`);
    }
    if (kind !== undefined && !isCampaignKind(kind)) {
      const kinds = [...CAMPAIGN_KINDS, ...PLATFORM_KINDS, ...QUIET_KINDS].join(', ');
      return refuse(`There is no attack "${kind}". Choose one of: ${kinds}.`);
    }
    const staged = stage.stageNow(now, kind ?? null, target, instant);
    return done({ kind: staged.kind, ...stagedOf(staged) });
  },
);

const stagedOf = ({ target, signIns }: Pick<StagedAttack, 'target' | 'signIns'>) => ({
  username: target.username,
  userKey: target.key,
  txids: signIns.map(({ txid }) => txid),
});

const fault = withBody(
  z.union([
    z.object({ kind: z.literal('clear') }).strict(),
    z.object({ kind: z.literal('clock_skew'), seconds: z.number() }).strict(),
    faultSchema,
  ]),
  ({ state, clock }, ordered) => {
    if (ordered.kind === 'clear') {
      state.faults.clear();
      clock.setSkew(0);
    } else if (ordered.kind === 'clock_skew') clock.setSkew(ordered.seconds * 1000);
    else state.faults.add(ordered);
    return done({ waiting: state.faults.list(), clockSkewSeconds: clock.skew / 1000 });
  },
);

const showState: Route = ({ clock, oldest, state }) => {
  const { organisation, keeping, logs } = state.account;
  const now = clock.now();
  return done({
    now,
    oldest,
    ikey: state.key.ikey,
    seed: organisation.seed,
    organisation: organisation.name,
    edition: organisation.edition,
    people: organisation.people.length,
    lagSeconds: keeping.lagMs / 1000,
    records: logs.authentication.countAll(oldest, now),
    visibleRecords: logs.authentication.count(oldest, now),
    permissions: [...state.permissions],
    faults: state.faults.list(),
    clockSkewSeconds: clock.skew / 1000,
    applicationDeleted: state.applicationDeleted,
    addressDenied: state.addressDenied,
    trustMonitorLicensed: state.trustMonitorLicensed,
    logRetentionDays: keeping.retentionDays,
    faultRate: state.faults.randomRate,
    logs: Object.fromEntries(
      LOG_NAMES.map((name) => [
        name,
        { records: logs[name].countAll(oldest, now), visible: logs[name].count(oldest, now) },
      ]),
    ),
    attackKinds: CAMPAIGN_KINDS,
    platformAttackKinds: PLATFORM_KINDS,
    quietAttackKinds: QUIET_KINDS,
    stagedBy: STAGED_BY,
  });
};

const people: Route = ({ state }) =>
  done({
    people: state.account.organisation.people.map(({ username, key, email, realname, department }) => ({
      username,
      userKey: key,
      email,
      realname,
      department,
    })),
    targets: state.account.organisation.targets.map(({ username }) => username),
  });

/** What can be asked of a running simulator: method and path → route. */
export const CONTROL_ROUTES: Readonly<Record<string, Route>> = {
  'POST /attack': attack,
  'POST /fault': fault,
  'POST /permissions': permissions,
  'POST /secret': secret,
  'POST /application': application,
  'POST /network': network,
  'POST /licence': licence,
  'POST /settings': settings,
  'POST /records': addRecords,
  'GET /records': listRecords,
  'POST /delay': delay,
  'POST /burst': burst,
  'POST /trust-state': trustState,
  'POST /directory': changeDirectory,
  'GET /directory': showDirectory,
  'GET /state': showState,
  'GET /people': people,
  'GET /expected': ({ clock, stage }) =>
    done({ expected: stage.expected(clock.now()), elsewhere: stage.expectedElsewhere(clock.now()) }),
  'GET /requests': ({ state }, _body, query) => done({ paths: state.requests.report(query.get('path')) }),
  'POST /requests': withBody(z.object({ clear: z.literal(true) }).strict(), ({ state }) => {
    state.requests.clear();
    return done({ paths: {} });
  }),
};
