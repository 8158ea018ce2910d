import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { insertAccount } from '@/server/data/members/accounts';
import { insertDefaultPolicy } from '@/server/data/scoring/scoring-policies';
import { execute } from '@/server/services/operation';
import { OPERATIONS } from '@/server/services/registry';
import { getSignal } from '@/server/services/signals/get-signal';
import { sayTried } from '@/tests/setup/security-counts';
import { member } from '@/tests/setup/triage-desk';
import { REFERENCES } from '@/tests/setup/two-accounts';
import { openWebHouse, type WebHouse } from '@/tests/setup/web-house';

/** Tables that name an account and yet are global: ids and times only. architecture.md names them. */
const GLOBAL = ['session', 'stream_due', 'policy_due', 'sign_in_domain', 'single_sign_on_state'];

const ACCOUNTS = [randomUUID(), randomUUID()];
const OWN = ACCOUNTS[0] ?? '';
const OTHER = ACCOUNTS[1] ?? '';

let house: WebHouse;
let app: pg.Client;
let tables: string[];

/** What others refer to by id. */
const REFERRED = Object.keys(REFERENCES);

/** A value for a column: ids of what others refer to are those of the account, so that keys agree. */
function valueFor(table: string, column: string, type: string, account: string): unknown {
  if (column === 'accountId') return account;
  if (Object.values(REFERENCES).includes(column)) return account;
  if (column === 'id' && REFERRED.includes(table)) return account;
  if (type === 'uuid') return randomUUID();
  if (type === 'text' || type === 'character varying') return 'x';
  if (type === 'bytea') return Buffer.from('x');
  if (type === 'jsonb') return '{}';
  if (type === 'ARRAY') return [];
  if (type.startsWith('timestamp')) return new Date();
  return type === 'inet' ? '192.0.2.1' : 1;
}

async function insertRow(table: string, account: string): Promise<void> {
  const columns = await house.sql(
    'SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2',
    ['public', table],
  );
  const names = columns.map((column) => String(column.column_name));
  const values = columns.map((column) =>
    valueFor(table, String(column.column_name), String(column.data_type), account),
  );
  const marks = names.map((_, index) => `$${index + 1}`).join(', ');
  await house.sql(
    `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${marks})`,
    values,
  );
}

/** Runs SQL as the application, in the context of an account or of none; rolled back. */
async function asApplication(account: string | null, text: string, values: readonly unknown[] = []) {
  await app.query('BEGIN');
  try {
    if (account !== null) await app.query(`SELECT set_config('app.account_id', $1, true)`, [account]);
    return await app.query<Record<string, unknown>>(text, [...values]);
  } finally {
    await app.query('ROLLBACK');
  }
}

beforeAll(async () => {
  house = await openWebHouse();
  app = new pg.Client({ connectionString: house.runtime.environment.databaseUrl });
  await app.connect();
  const named = await house.sql(
    `SELECT c.table_name FROM information_schema.columns c
     JOIN pg_class t ON t.relname = c.table_name AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition
     WHERE c.table_schema = 'public' AND c.column_name = 'accountId' AND t.relkind IN ('r', 'p')`,
  );
  const all = named.map((row) => String(row.table_name)).filter((name) => !GLOBAL.includes(name));
  // Those that others refer to come first.
  tables = [...REFERRED, ...all.filter((name) => !REFERRED.includes(name)).sort()];
  await house.sql(`SELECT ensure_signal_partition(now()::date)`);
  for (const account of ACCOUNTS)
    for (const table of tables) {
      // Triggers on the scores of people have put rows here already.
      if (table === 'posture_change')
        await house.sql('DELETE FROM posture_change WHERE "accountId" = $1', [account]);
      await insertRow(table, account);
    }
});
afterAll(async () => {
  sayTried({
    what: `${tables.length} tables × questions of another account and of none, to row-level security alone`,
    tried,
    unexpected: unexpected.length,
  });
  await app.end();
  await house.close();
});

/** What row-level security answered otherwise than it must, of so many questions. */
const unexpected: string[] = [];
let tried = 0;

function note(isRight: boolean, said: string): void {
  tried += 1;
  if (!isRight) unexpected.push(said);
}

/** What the application may add to and never change: what was done, and by what was judged. */
const ONLY_GROW: readonly string[] = ['audit_entry', 'audit_entry_person', 'detector_settings'];

describe('the role of the application', () => {
  it('has no way around row-level security, and owns nothing', async () => {
    const { rows } = await asApplication(
      null,
      `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
              (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owns,
              pg_has_role(current_user, 'parapet_owner', 'MEMBER') AS owner
       FROM pg_roles r WHERE rolname = current_user`,
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        owns: 0,
        owner: false,
      },
    ]);
  });

  it('meets row-level security on every table that names an account', async () => {
    expect(tables.length).toBeGreaterThanOrEqual(17);
    const open = await house.sql(
      `SELECT relname FROM pg_class t
       WHERE relname = ANY($1) AND relnamespace = 'public'::regnamespace
         AND NOT (relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = t.oid))`,
      [tables],
    );
    expect(open).toEqual([]);
  });

  it('cannot go past a policy by naming a partition', async () => {
    const [partition] = await house.sql(
      `SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' AND relname LIKE 'signal%'`,
    );
    await expect(asApplication(OWN, `SELECT FROM "${String(partition?.relname)}"`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('cannot change or remove what only grows', async () => {
    for (const table of ONLY_GROW)
      for (const text of [`UPDATE ${table} SET "accountId" = "accountId"`, `DELETE FROM ${table}`])
        await expect(asApplication(OWN, text)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a row of another account', () => {
  it('is not there to be read, by whatever question', async () => {
    for (const table of tables) {
      const { rows } = await asApplication(OWN, `SELECT "accountId"::text AS account FROM "${table}"`);
      note(rows.length === 1 && rows[0]?.account === OWN, `${table}: ${JSON.stringify(rows)}`);
      const asked = await asApplication(OWN, `SELECT FROM "${table}" WHERE "accountId" = $1`, [OTHER]);
      note(asked.rowCount === 0, `${table}: ${asked.rowCount} rows by their account`);
    }
    expect(unexpected).toEqual([]);
  });

  it('is not there for who has named no account', async () => {
    for (const table of tables)
      for (const account of [null, '']) {
        const { rowCount } = await asApplication(account, `SELECT FROM "${table}"`);
        note(rowCount === 0, `${table}: ${rowCount} rows without an account`);
      }
    expect(unexpected).toEqual([]);
  });

  it('is not there to be changed, removed or made', async () => {
    for (const table of tables.filter((name) => !ONLY_GROW.includes(name))) {
      const where = `WHERE "accountId" = $1`;
      for (const text of [
        `UPDATE "${table}" SET "accountId" = "accountId" ${where}`,
        `DELETE FROM "${table}" ${where}`,
      ]) {
        const { rowCount } = await asApplication(OWN, text, [OTHER]);
        note(rowCount === 0, `${text}: ${rowCount} rows`);
      }
      const given = asApplication(OWN, `UPDATE "${table}" SET "accountId" = $1`, [OTHER]);
      const refused = await given.then(
        () => 'nothing',
        (error: unknown) => String(error),
      );
      note(refused.includes('row-level security'), `${table} given away: ${refused}`);
    }
    expect(unexpected).toEqual([]);
  });

  it('is seen by a member only where it is the membership of that member', async () => {
    const [mine] = await house.sql('SELECT "memberId"::text AS id FROM membership WHERE "accountId" = $1', [
      OWN,
    ]);
    await app.query('BEGIN');
    await app.query(`SELECT set_config('app.member_id', $1, true)`, [mine?.id]);
    const { rows } = await app.query('SELECT "accountId"::text AS account FROM membership');
    const people = await app.query('SELECT FROM person');
    await app.query('ROLLBACK');
    expect([rows, people.rowCount]).toEqual([[{ account: OWN }], 0]);
  });
});

describe('an integration of another account', () => {
  const steering = OPERATIONS.filter(({ path }) => path.startsWith('/api/v1/integrations/:id'));
  /** What each of them may want beside the id. */
  const wishes = {
    id: OTHER,
    stream: 'authentication',
    name: 'x',
    keep: 'nothing',
    from: '2026-11-01T08:30:00Z',
    to: '2026-11-01T09:30:00Z',
    fields: {},
    run: randomUUID(),
    record: randomUUID(),
    ids: [randomUUID()],
  };

  it('does not exist, whatever is asked of it', async () => {
    expect(steering.length).toBeGreaterThanOrEqual(17);
    const actor = { kind: 'system', name: 'test', accountId: accountIdSchema.parse(OWN) } as const;
    for (const { name, execute } of steering) {
      const code = await execute({ actor, runtime: house.runtime, input: wishes }).then(
        () => 'done',
        (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
      );
      expect({ name, code }).toEqual({ name, code: 'not_found' });
    }
  });

  it('is steered by nobody who may only look', async () => {
    const changing = steering.filter(({ permission }) => permission === 'integrations:write');
    expect(changing.length).toBeGreaterThanOrEqual(14);
    for (const role of ['analyst', 'auditor', 'help_desk'] as const)
      for (const { name, execute } of changing) {
        const actor = member(accountIdSchema.parse(OTHER), 'Ada', role);
        const asked = execute({ actor, runtime: house.runtime, input: wishes });
        await expect(asked, `${name} as ${role}`).rejects.toMatchObject({ code: 'forbidden' });
      }
  });
});

describe('whatever takes an id', () => {
  const taking = OPERATIONS.filter(
    ({ path, permission }) => path.includes('/:') && typeof permission === 'string',
  );
  /** What they may want beside the id: enough of everything for an input that can be read. */
  const wishes = {
    ...{
      basedOn: 0,
      verdict: 'benign',
      reason: 'because it is so',
      text: 'x',
      name: 'x',
      role: 'analyst',
      on: true,
      done: true,
    },
    ...{
      permissions: ['people:read'],
      act: 'add',
      people: { ids: [OTHER] },
      memberId: OTHER,
      state: 'closed',
      criticality: 'critical',
      keep: 'nothing',
    },
    ...{
      stream: 'authentication',
      fields: {},
      ids: [randomUUID()],
      version: 1,
      acknowledged: true,
      note: 'x',
      confirm: 'x',
    },
    ...{ from: '2026-11-01T08:30:00Z', to: '2026-11-01T09:30:00Z', run: randomUUID(), record: randomUUID() },
    ...{
      enabled: true,
      trigger: { on: 'campaign' },
      about: { who: 'everybody' },
      receivers: { inProduct: [OTHER], byMail: [] },
      pace: { every: 'once' },
    },
  };

  it('finds nothing of another account by it, for whoever may do everything in their own', async () => {
    const ids = new Set<string>([OTHER]);
    for (const table of tables) {
      const columns = await house.sql(
        `SELECT column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = $1 AND column_name = 'id' AND data_type = 'uuid'`,
        [table],
      );
      if (columns.length === 0) continue;
      const rows = await house.sql(`SELECT id::text FROM "${table}" WHERE "accountId" = $1`, [OTHER]);
      for (const { id } of rows) ids.add(String(id));
    }
    const third = accountIdSchema.parse(randomUUID());
    await house.runtime.database.inAccount(third, async (tx) => {
      await insertAccount(tx, { id: third, name: 'Third', at: Date.now() });
      await insertDefaultPolicy(third, tx, Date.now());
    });
    const actor = member(third, 'Ada', 'super_administrator');
    const found: string[] = [];
    const unread = new Set<string>();
    for (const { name, path, execute: perform } of taking) {
      const parameters = [...path.matchAll(/:(\w+)/g)].map(([, parameter]) => String(parameter));
      for (const id of ids) {
        const input = { ...wishes, ...Object.fromEntries(parameters.map((parameter) => [parameter, id])) };
        const code = await perform({ actor, runtime: house.runtime, input }).then(
          () => 'done',
          (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
        );
        if (code === 'invalid_input') unread.add(name);
        else if (code !== 'not_found') found.push(`${name}: ${code}`);
      }
    }
    expect(taking.length).toBeGreaterThanOrEqual(40);
    expect([...new Set(found)]).toEqual([]);
    // Policies and entries of the audit log are named by their number within the account, a record by its instant and key.
    expect([...unread]).toEqual(['get-signal', 'restore-policy', 'get-audit-entry']);
    const [signal] = await house.sql(
      `SELECT (extract(epoch FROM "occurredAt") * 1000)::bigint || '-' || encode("signalKey", 'hex') AS id
       FROM signal WHERE "accountId" = $1`,
      [OTHER],
    );
    const opened = execute(getSignal, { actor, runtime: house.runtime, input: { id: signal?.id } });
    await expect(opened).rejects.toMatchObject({ code: 'not_found' });
  });
});
