import { randomUUID } from 'node:crypto';
import { accountIdSchema } from '@/domain/identifiers';
import { BUILT_IN_ROLES } from '@/domain/roles';
import type { PublicOperation } from '@/server/services/public-operation';
import { OBJECTS, OWNERS, withObjects } from './named-objects';
import { type Sql, tableDigests } from './table-digests';
import type { WebHouse } from './web-house';

/** A word that stands in every text of the other account, and must never be seen in this one. */
export const CANARY = 'canary-of-the-other-account';

/** Tables that name an account and yet are not its data: what is due, and sessions. */
const GLOBAL = ['session', 'stream_due', 'policy_due', 'human_risk_due'];

/** What other tables refer to by id, and the columns in which they do. */
export const REFERENCES: Readonly<Record<string, string>> = {
  integration: 'integrationId',
  person: 'personId',
  watchlist: 'watchlistId',
  notification_rule: 'ruleId',
  notification: 'notificationId',
};
const REFERRED = Object.keys(REFERENCES);

export interface TwoAccounts {
  /** The account that tests act in, and one that they must not reach. */
  readonly own: string;
  readonly other: string;
  /** A member of the own account for each role of Parapet, by its id. */
  readonly members: ReadonlyMap<string, string>;
  /** An object of the other account, as a path names it. */
  foreign(segment: string): string;
  /** An input whose ids are those of the other account, in the path and below. */
  withForeignIds(
    operation: PublicOperation,
    input: Readonly<Record<string, unknown>>,
  ): Record<string, unknown>;
  /** A digest of every row there is, by table and account. */
  digest(): Promise<Map<string, string>>;
}

/** Another account, with a row in each table, every text of it a canary: its id, and that of an object as a path names it. */
export async function fillForeignAccount(
  sql: Sql,
): Promise<{ readonly id: string; readonly object: (segment: string) => string }> {
  const id = accountIdSchema.parse(randomUUID());
  const named = await sql(
    `SELECT c.table_name AS name FROM information_schema.columns c
     JOIN pg_class t ON t.relname = c.table_name AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition
     WHERE c.table_schema = 'public' AND c.column_name = 'accountId' AND t.relkind IN ('r', 'p')`,
  );
  const tables = named.map(({ name }) => String(name)).filter((name) => !GLOBAL.includes(name));
  await sql(`SELECT ensure_signal_partition(now()::date)`);
  await sql(`INSERT INTO account (id, name, "createdAt") VALUES ($1, $2, now())`, [id, CANARY]);
  const order = [...REFERRED, ...tables.filter((name) => !REFERRED.includes(name)).sort()];
  for (const table of [...order, 'session', 'passkey']) {
    // Triggers on the scores of people have put rows here already.
    if (table === 'posture_change') await sql('DELETE FROM posture_change WHERE "accountId" = $1', [id]);
    await insertRow(sql, table, id);
  }
  const ids = new Map<string, string>();
  for (const [segment, [table, column]] of Object.entries(OBJECTS)) {
    if (segment === 'signals') continue;
    const owner = OWNERS[table] ?? 'accountId';
    const [row] = await sql(`SELECT "${column}"::text AS id FROM "${table}" WHERE "${owner}" = $1`, [id]);
    ids.set(segment, String(row?.['id']));
  }
  return { id, object: (segment) => ids.get(segment) ?? '1-7b2261223a317d' };
}

/** Fills another account, and gives the own one a member of each role. */
export async function openTwoAccounts(house: WebHouse): Promise<TwoAccounts> {
  const [account] = await house.sql('SELECT id::text FROM account');
  const own = String(account?.['id']);
  const { id: other, object: foreign } = await fillForeignAccount((text, values) => house.sql(text, values));
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
  return {
    own,
    other,
    members,
    foreign,
    withForeignIds: (operation, input) => withObjects(operation, input, foreign),
    digest: () => tableDigests((text, values) => house.sql(text, values)),
  };
}

async function insertRow(sql: Sql, table: string, account: string): Promise<void> {
  const columns = await sql(
    'SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2',
    ['public', table],
  );
  const names = columns.map((column) => String(column['column_name']));
  const values = columns.map((column, index) =>
    valueFor(table, names[index] ?? '', String(column['data_type']), account),
  );
  const marks = names.map((_, index) => `$${index + 1}`).join(', ');
  await sql(
    `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${marks})`,
    values,
  );
}

/** A value for a column: ids of what others refer to are that of the account, so that keys agree. */
function valueFor(table: string, column: string, type: string, account: string): unknown {
  if (column === 'accountId' || Object.values(REFERENCES).includes(column)) return account;
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
