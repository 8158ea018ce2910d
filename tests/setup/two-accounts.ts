import { randomUUID } from 'node:crypto';
import { accountIdSchema } from '@/domain/identifiers';
import { BUILT_IN_ROLES } from '@/domain/roles';
import type { WebHouse } from './web-house';

/** A word that stands in every text of the other account, and must never be seen in this one. */
export const CANARY = 'canary-of-the-other-account';

/** Tables that name an account and yet are not its data: what is due, and sessions. */
const GLOBAL = ['session', 'stream_due', 'policy_due', 'human_risk_due'];

/** Where a row says in another column than `accountId` whose it is: the stranger has the id of the other account. */
export const OWNERS: Readonly<Record<string, string>> = { account: 'id', passkey: 'memberId' };

/** What other tables refer to by id. */
const REFERRED = ['integration', 'person', 'watchlist'];

/** Where the object stands that a part of a path names, by the literal part before it. */
export const OBJECTS: Readonly<Record<string, readonly [table: string, column: string]>> = {
  people: ['person', 'id'],
  notes: ['person_note', 'id'],
  steps: ['person_step', 'id'],
  events: ['identity_event', 'id'],
  campaigns: ['campaign', 'id'],
  'account-events': ['account_event', 'id'],
  dispositions: ['disposition', 'id'],
  signals: ['signal', 'signalId'],
  saved: ['saved_search', 'id'],
  integrations: ['integration', 'id'],
  streams: ['stream', 'stream'],
  runs: ['run', 'id'],
  quarantine: ['quarantine', 'id'],
  policies: ['scoring_policy', 'number'],
  members: ['membership', 'memberId'],
  sessions: ['session', 'id'],
  passkeys: ['passkey', 'id'],
  invitations: ['member_link', 'id'],
  roles: ['role', 'id'],
  erasures: ['erasure', 'id'],
  tokens: ['api_token', 'id'],
  audit: ['audit_entry', 'seq'],
  customers: ['account', 'id'],
  views: ['saved_view', 'id'],
  watchlists: ['watchlist', 'id'],
};

/** What fields of a body or query name, by their name. */
const FIELDS: Readonly<Record<string, keyof typeof OBJECTS>> = {
  event: 'events',
  campaign: 'campaigns',
  person: 'people',
  integration: 'integrations',
  owner: 'members',
  ids: 'quarantine',
};

export interface TwoAccounts {
  /** The account that tests act in, and one that they must not reach. */
  readonly own: string;
  readonly other: string;
  /** A member of the own account for each role of Parapet, by its id. */
  readonly members: ReadonlyMap<string, string>;
  /** An object of the other account, as a path names it. */
  foreign(segment: string): string;
  /** An example of an input whose ids are those of the other account. */
  withForeignIds(input: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** A digest of every row of every account's tables, by table and account. */
  digest(): Promise<Map<string, string>>;
}

/** Fills another account with a row in each table, every text a canary, and gives the own one a member of each role. */
export async function openTwoAccounts(house: WebHouse): Promise<TwoAccounts> {
  const [account] = await house.sql('SELECT id::text FROM account');
  const own = String(account?.['id']);
  const other = accountIdSchema.parse(randomUUID());
  const named = await house.sql(
    `SELECT c.table_name AS name FROM information_schema.columns c
     JOIN pg_class t ON t.relname = c.table_name AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition
     WHERE c.table_schema = 'public' AND c.column_name = 'accountId' AND t.relkind IN ('r', 'p')`,
  );
  const tables = named.map(({ name }) => String(name)).filter((name) => !GLOBAL.includes(name));
  await house.sql(`SELECT ensure_signal_partition(now()::date)`);
  await house.sql(`INSERT INTO account (id, name, "createdAt") VALUES ($1, $2, now())`, [other, CANARY]);
  const order = [...REFERRED, ...tables.filter((name) => !REFERRED.includes(name)).sort()];
  for (const table of order) {
    // Triggers on the scores of people have put rows here already.
    if (table === 'posture_change')
      await house.sql('DELETE FROM posture_change WHERE "accountId" = $1', [other]);
    await insertRow(house, table, other);
  }
  for (const table of ['session', 'passkey']) await insertRow(house, table, other);
  const ids = new Map<string, string>();
  for (const [segment, [table, column]] of Object.entries(OBJECTS)) {
    if (segment === 'signals') continue;
    const owner = OWNERS[table] ?? 'accountId';
    const [row] = await house.sql(`SELECT "${column}"::text AS id FROM "${table}" WHERE "${owner}" = $1`, [
      other,
    ]);
    ids.set(segment, String(row?.['id']));
  }
  const members = new Map<string, string>();
  for (const { id: role } of BUILT_IN_ROLES) {
    const memberId = randomUUID();
    await house.sql(
      `INSERT INTO member (id, email, name, "passwordHash", "createdAt") SELECT $1, $2, $3, (SELECT "passwordHash" FROM member LIMIT 1), now()`,
      [memberId, `${role}@example.com`, role],
    );
    await house.sql(
      `INSERT INTO membership ("accountId", "memberId", role, "createdAt") VALUES ($1, $2, $3, now())`,
      [own, memberId, role],
    );
    members.set(role, memberId);
  }
  const foreign = (segment: string): string => ids.get(segment) ?? '1-7b2261223a317d';
  return {
    own,
    other,
    members,
    foreign,
    withForeignIds: (input) =>
      Object.fromEntries(
        Object.entries(input).map(([name, value]) => {
          const segment = FIELDS[name];
          if (segment === undefined) return [name, value];
          return [name, Array.isArray(value) ? [foreign(segment)] : foreign(segment)];
        }),
      ),
    digest: async () => {
      const digests = tables.map(
        (table) =>
          `SELECT '${table} ' || "accountId"::text AS place, md5(string_agg(t::text, '|' ORDER BY t::text)) AS digest
           FROM "${table}" t GROUP BY "accountId"`,
      );
      const rows = await house.sql(digests.join(' UNION ALL '));
      return new Map(rows.map(({ place, digest }) => [String(place), String(digest)]));
    },
  };
}

async function insertRow(house: WebHouse, table: string, account: string): Promise<void> {
  const columns = await house.sql(
    'SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2',
    ['public', table],
  );
  const names = columns.map((column) => String(column['column_name']));
  const values = columns.map((column, index) =>
    valueFor(table, names[index] ?? '', String(column['data_type']), account),
  );
  const marks = names.map((_, index) => `$${index + 1}`).join(', ');
  await house.sql(
    `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${marks})`,
    values,
  );
}

/** A value for a column: ids of what others refer to are that of the account, so that keys agree. */
function valueFor(table: string, column: string, type: string, account: string): unknown {
  if (column === 'accountId' || REFERRED.some((referred) => column === `${referred}Id`)) return account;
  if (column === 'id' && REFERRED.includes(table)) return account;
  if (column === OWNERS[table]) return account;
  if (type === 'uuid') return randomUUID();
  if (type === 'text' || type === 'character varying') return CANARY;
  if (type === 'bytea') return Buffer.from(CANARY);
  if (type === 'jsonb') return JSON.stringify({ word: CANARY });
  if (type === 'ARRAY') return [];
  if (type.startsWith('timestamp')) return new Date();
  return type === 'inet' ? '192.0.2.1' : 1;
}
