import { randomUUID } from 'node:crypto';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { memberIdSchema } from '@/domain/identifiers';
import { ALL_PERMISSIONS, type Permission } from '@/domain/permissions';
import { apiTokenHash, newApiToken } from '@/server/platform/api-token';
import { hashPassword } from '@/server/platform/password';
import type { Actor } from '@/server/services/actor';
import { connectIntegration } from '@/server/services/integrations/connect-integration';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { type CanaryHouse, objectsOf, openCanaryHouse } from './canary-house';
import { DISTINCT_ROLES } from './distinct-roles';
import { DUO } from './triage-desk';

/** The password of every member there. */
export const PASSWORD = 'copper kettle on the sill';
const DAY_MS = 86_400_000;

/** An account in which there is one of everything that a path or a body can name, for each member what is theirs alone. */
export interface OwnObjects extends CanaryHouse {
  /** A member for each role of Parapet, by its id, with a session of their own. */
  readonly members: ReadonlyMap<string, Extract<Actor, { kind: 'member' }>>;
  /** The tables that hold what is of an account. */
  readonly tables: readonly string[];
  /** What their columns are called. */
  readonly columns: readonly string[];
  /** An API token of one of them. */
  tokenOf(role: string, permissions: readonly Permission[]): Actor;
  /** The object that a part of a path names, by the literal part before it, as this member finds it. */
  object(segment: string, actor: Actor): string;
}

type Row = Readonly<Record<string, unknown>>;

/** Opens the account, with a member for each role of Parapet. */
export async function openOwnObjects(): Promise<OwnObjects> {
  const canary = await openCanaryHouse();
  const ofHouse = canary.house.runtime;
  // Passkeys need an address with a name.
  const runtime: Runtime = {
    ...ofHouse,
    environment: { ...ofHouse.environment, origin: 'http://localhost:3000' },
  };
  const { accountId, boss, house, said } = canary;
  const insert = async (table: string, row: Row): Promise<void> => {
    const names = Object.keys(row);
    await house.sql(
      `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')})
       VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
      Object.values(row),
    );
  };
  const at = new Date(Date.now() - 3_600_000);
  const until = new Date(Date.now() + DAY_MS);
  const passwordHash = await hashPassword(PASSWORD, null);
  const join = async (role: string, name: string): Promise<string> => {
    const id = randomUUID();
    await insert('member', { id, email: `${name}@house.example`, name, passwordHash, createdAt: at });
    await insert('membership', { accountId, memberId: id, role, createdAt: at });
    return id;
  };
  const members = new Map<string, Extract<Actor, { kind: 'member' }>>();
  const theirs = new Map<string, ReadonlyMap<string, string>>();
  for (const { id: role, permissions } of DISTINCT_ROLES) {
    const memberId = await join(role, role);
    const named = (): { id: string; memberId: string } => ({ id: randomUUID(), memberId });
    const sessions = [randomUUID(), randomUUID()];
    for (const id of sessions)
      await insert('session', {
        ...{ id, memberId, accountId, sessionVersion: 1, createdAt: at, lastSeenAt: new Date() },
        ...{ expiresAt: until, provenAt: new Date(), provenBy: 'everything', fullyProvenAt: new Date() },
      });
    const own = { passkeys: named(), views: named(), saved: named(), tokens: named(), proposals: named() };
    await insert('disposition', {
      ...{ accountId, id: own.proposals.id, verdict: 'confirmed', scope: 'network', network: '192.0.2.0/24' },
      ...{ breadth: 3, reason: 'tested', createdAt: at, createdById: memberId, createdByName: role },
    });
    await insert('passkey', {
      ...{ ...own.passkeys, credentialId: randomUUID(), publicKey: Buffer.from('x'), counter: 0 },
      ...{ transports: [], backedUp: false, name: 'Key', createdAt: at },
    });
    await insert('saved_view', { ...own.views, accountId, name: 'View', view: '{}', savedAt: at });
    await insert('saved_search', {
      ...{ ...own.saved, accountId, name: 'Search', q: '', since: '7d', savedAt: at },
    });
    await insert('api_token', {
      ...{ ...own.tokens, accountId, name: 'Token', permissions: [], ending: 'abcd', madeAt: at },
      ...{ tokenHash: apiTokenHash(newApiToken()), expiresAt: until },
    });
    theirs.set(
      memberId,
      new Map([
        ['sessions', sessions[1] ?? ''],
        ...Object.entries(own).map(([segment, { id }]): [string, string] => [segment, id]),
      ]),
    );
    members.set(role, {
      ...boss,
      memberId: memberIdSchema.parse(memberId),
      name: role,
      role,
      permissions,
      seesNames: true,
      sessionId: sessions[0] ?? '',
    });
  }

  // What there is one of for all of them, made as members make it.
  const made = new Map<string, string>();
  const idIn = (answer: string): string => /"id":"([0-9a-f-]{36})"/.exec(answer)?.[1] ?? 'none';
  const colleague = await join('help_desk', 'colleague');
  made.set('members', colleague);
  await insert('passkey', {
    ...{ id: randomUUID(), memberId: colleague, credentialId: randomUUID(), counter: 0, transports: [] },
    ...{ publicKey: Buffer.from('x'), backedUp: false, name: 'Key', createdAt: at },
  });
  const secretIn = (answer: string): string => /#([^"]+)"/.exec(answer)?.[1] ?? 'none';
  made.set('password links', secretIn(await said('make-password-link', { id: colleague }, boss)));
  made.set('customers', idIn(await said('make-customer', { name: 'Customer' }, boss)));
  const invited = await said('invite-member', { email: 'new@house.example', role: 'help_desk' }, boss);
  made.set('invitations', idIn(invited));
  made.set('invitation links', secretIn(invited));
  made.set('roles', idIn(await said('make-role', { name: 'Reader', permissions: ['people:read'] }, boss)));
  const [decided] = await house.sql(
    'SELECT id::text FROM disposition WHERE "accountId" = $1 AND "approvedAt" IS NOT NULL',
    [accountId],
  );
  made.set('decisions', String(decided?.['id']));
  const wide = { verdict: 'confirmed', reason: 'tested', scope: 'network', network: '198.51.100.0/24' };
  made.set('dispositions', idIn(await said('decide-events', wide, boss)));
  await said('set-group-criticality', { group: 'staff', criticality: 'elevated' }, boss);
  const policy = { ...DEFAULT_POLICY, halfLifeDays: 15 };
  await said('save-policy', { policy, reason: 'tested', basedOn: 1 }, boss);
  const webhook = await execute(connectIntegration, {
    ...{ actor: boss, runtime },
    input: {
      ...{ connector: 'generic-webhook', name: 'Webhook' },
      fields: { reporter: 'Somebody', overlap: '24' },
    },
  });
  made.set('webhooks', webhook.id);
  const erased = await house.sql(
    `SELECT id::text, username FROM person WHERE "accountId" = $1 AND username = 'fritz'`,
    [accountId],
  );
  await said('erase-person', { id: erased[0]?.['id'], confirm: erased[0]?.['username'] }, boss);
  const runId = randomUUID();
  await insert('run', {
    ...{
      accountId,
      id: runId,
      integrationId: DUO,
      stream: 'authentication',
      lane: 'live',
      trigger: 'schedule',
    },
    ...{ worker: 'test', startedAt: at, finishedAt: at, result: 'done' },
  });
  made.set('runs', runId);
  const eventId = randomUUID();
  await insert('account_event', {
    ...{ accountId, id: eventId, integrationId: DUO, rule: 'admin_created', key: 'x', raised: true },
    ...{ occurredAt: at, lastAt: at, sources: '[]', detectorVersion: '1', recordedAt: at },
  });
  made.set('account-events', eventId);
  for (const segment of ['notes', 'steps', 'events', 'campaigns', 'signals', 'quarantine', 'erasures'])
    made.set(segment, (await objectsOf(canary, segment))[0] ?? 'none');
  const rule = {
    ...{
      name: 'Campaigns',
      trigger: { on: 'campaign' },
      about: { who: 'everybody' },
      pace: { every: 'once' },
    },
    receivers: { inProduct: [colleague], byMail: [] },
  };
  made.set('notification-rules', idIn(await said('create-notification-rule', rule, boss)));
  await said('test-notification-rule', { id: made.get('notification-rules') }, boss);
  for (const segment of ['notifications', 'notification-deliveries'])
    made.set(segment, (await objectsOf(canary, segment))[0] ?? 'none');
  made.set('people', canary.personId);
  made.set('integrations', DUO);
  made.set('streams', 'authentication');
  made.set('policies', '1');
  made.set('audit', '1');
  const [list] = await house.sql('SELECT id::text FROM watchlist WHERE "accountId" = $1', [accountId]);
  made.set('watchlists', String(list?.['id']));

  const tables = await house.sql(
    `SELECT t.relname AS name FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'accountId'
     WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition
       AND t.relrowsecurity`,
  );
  const columns = await house.sql(
    `SELECT DISTINCT column_name AS name FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  return {
    ...canary,
    runtime,
    members,
    columns: columns.map(({ name }) => String(name)),
    tables: tables.map(({ name }) => String(name)),
    tokenOf: (role, permissions) => ({
      kind: 'token',
      tokenId: theirs.get(String(members.get(role)?.memberId))?.get('tokens') ?? '',
      memberId: memberIdSchema.parse(members.get(role)?.memberId),
      name: 'token “test”',
      accountId,
      role,
      permissions,
      seesNames: permissions === ALL_PERMISSIONS,
      expiresAt: until.getTime(),
      noticeAccepted: true,
      address: null,
    }),
    object: (segment, actor) =>
      ('memberId' in actor ? theirs.get(String(actor.memberId))?.get(segment) : undefined) ??
      made.get(segment) ??
      'none',
  };
}
