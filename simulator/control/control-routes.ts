import { z } from 'zod';
import { CAMPAIGN_KINDS, isCampaignKind } from '../campaigns/catalogue';
import type { Stage } from '../campaigns/stage';
import type { Clock } from '../clock';
import type { DuoState } from '../protocol/duo-server';
import { PERMISSIONS } from '../protocol/endpoint';
import { faultSchema } from '../protocol/faults';
import { entryOf, givenRecord } from './given-record';

export interface ControlContext {
  readonly state: DuoState;
  readonly clock: Clock;
  readonly stage: Stage;
  /** Start of the history that is served, in milliseconds. */
  readonly oldest: number;
}

export interface ControlReply {
  readonly status: number;
  readonly body: unknown;
}

type Route = (context: ControlContext, body: unknown, query: URLSearchParams) => ControlReply;

const done = (body: unknown): ControlReply => ({ status: 200, body });
const refuse = (error: string): ControlReply => ({ status: 400, body: { error } });

/** A route whose body must have a shape; says which field has not. */
function withBody<T>(schema: z.ZodType<T>, run: (context: ControlContext, input: T) => ControlReply): Route {
  return (context, body) => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return run(context, parsed.data);
    const issue = parsed.error.issues[0];
    return refuse(`Body field "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'is wrong'}.`);
  };
}

const attack = withBody(
  z.object({ kind: z.string().optional(), username: z.string().optional() }).strict(),
  ({ clock, stage, state }, { kind, username }) => {
    if (kind !== undefined && !isCampaignKind(kind)) {
      return refuse(`There is no attack "${kind}". Choose one of: ${CAMPAIGN_KINDS.join(', ')}.`);
    }
    const { people } = state.account.organisation;
    const target = people.find((person) => person.username === username);
    if (username !== undefined && !target) {
      return refuse(`Nobody here is called "${username}". GET /people lists the usernames.`);
    }
    const staged = stage.stageNow(clock.now(), kind ?? null, target ?? null);
    return done({
      kind: staged.kind,
      username: staged.target.username,
      userKey: staged.target.key,
      txids: staged.signIns.map(({ txid }) => txid),
    });
  },
);

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

const permission = z.enum(PERMISSIONS);
const permissions = withBody(
  z.object({ grant: z.array(permission).default([]), revoke: z.array(permission).default([]) }).strict(),
  ({ state }, { grant, revoke }) => {
    for (const name of grant) state.permissions.add(name);
    for (const name of revoke) state.permissions.delete(name);
    return done({ permissions: [...state.permissions] });
  },
);

const secret = withBody(
  z.object({ ikey: z.string().min(1).optional(), skey: z.string().min(1).optional() }).strict(),
  ({ state }, { ikey, skey }) => {
    state.key = { ikey: ikey ?? state.key.ikey, skey: skey ?? state.key.skey };
    return done({ ikey: state.key.ikey });
  },
);

const addRecords = withBody(
  z.object({ records: z.array(givenRecord) }).strict(),
  ({ clock, state }, { records }) => {
    const entries = records.map((given) => entryOf(given, clock.now()));
    for (const entry of entries) state.account.authentications.insert(entry);
    return done({ accepted: entries.map(({ ms, txid }) => ({ ms, txid })) });
  },
);

const listRecords: Route = ({ clock, oldest, state }, _body, query) => {
  const from = Number(query.get('from') ?? oldest);
  const to = Number(query.get('to') ?? clock.now());
  if (Number.isNaN(from) || Number.isNaN(to)) return refuse('"from" and "to" are milliseconds since 1970.');
  const slice = { from, to, ascending: true, after: null };
  const records = Array.from(state.account.authentications.walk(slice), ({ ms, txid, json }) => ({
    ms,
    txid,
    raw: json,
  }));
  return done({ from, to, count: records.length, records });
};

const showState: Route = ({ clock, oldest, state }) => {
  const { organisation, authentications, lagMs } = state.account;
  const now = clock.now();
  return done({
    now,
    oldest,
    ikey: state.key.ikey,
    seed: organisation.seed,
    organisation: organisation.name,
    edition: organisation.edition,
    people: organisation.people.length,
    lagSeconds: lagMs / 1000,
    records: authentications.count(oldest, now),
    visibleRecords: authentications.count(oldest, now - lagMs),
    permissions: [...state.permissions],
    faults: state.faults.list(),
    clockSkewSeconds: clock.skew / 1000,
    attackKinds: CAMPAIGN_KINDS,
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
  'POST /records': addRecords,
  'GET /records': listRecords,
  'GET /state': showState,
  'GET /people': people,
  'GET /expected': ({ clock, stage }) => done({ expected: stage.expected(clock.now()) }),
  'GET /requests': ({ state }) => done({ paths: state.requests.report() }),
};
