import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountIdSchema } from '@/domain/identifiers';
import { auditEntrySchema, auditPageSchema } from '@/domain/views/audit';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import { anchorAudit } from '@/server/services/audit/anchor-audit';
import { dropAuditEntries } from '@/server/services/audit/drop-audit';
import { verifyAudit } from '@/server/services/audit/verify-audit';
import { execute } from '@/server/services/operation';
import { openWebHouse, type WebHouse } from '@/tests/setup/web-house';

const ENTRIES = 40;

let house: WebHouse;
let folder: string;
let anchor: string;
let accountId: string;
let ada: string;

beforeAll(async () => {
  house = await openWebHouse();
  folder = mkdtempSync(join(tmpdir(), 'parapet-audit-'));
  anchor = join(folder, 'anchors');
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  rmSync(anchor, { force: true });
  await house.sql('TRUNCATE account, member, session, sign_in_attempt, membership, audit_entry CASCADE');
  await house.sql('UPDATE installation SET "setupTokenHash" = NULL, "setupTokenAt" = NULL');
  await house.setUp();
  ada = await house.signIn();
  accountId = String((await house.sql('SELECT id FROM account'))[0]?.['id']);
  for (let n = 0; n < ENTRIES; n += 1) await append(`thing-${n}`, n);
});

async function append(entityId: string, n: number, at = house.runtime.now()): Promise<void> {
  const { runtime } = house;
  await runtime.database.inAccount(accountId, (tx) =>
    appendAuditEntry(accountId, tx, runtime.auditKey, {
      ...{ at, actorKind: 'system', actorId: null, actorName: 'test', address: null },
      ...{
        action: n % 2 === 0 ? 'pause-integration' : 'resume-integration',
        entity: 'integration',
        entityId,
      },
      ...{ before: { z: n, a: ['x', { c: 1, b: 2 }] }, after: n % 3 === 0 ? null : { name: '=1+1' } },
    }),
  );
}

const anchored = () => ({
  ...house.runtime,
  environment: { ...house.runtime.environment, auditAnchor: anchor },
});

async function verdict(withAnchor = false) {
  const { accounts, foreign } = await verifyAudit(house.runtime, withAnchor ? anchor : null);
  const own = accounts.find((account) => account.accountId === accountId);
  return { entries: own?.entries, faults: own?.faults.map(({ seq, what }) => [Number(seq), what]), foreign };
}

describe('the chain of an audit log', () => {
  it('is whole as it was written, with a copy of where it ends', async () => {
    await anchorAudit(anchored());
    await append('later', 1);
    expect(await verdict(true)).toEqual({ entries: ENTRIES + 3, faults: [], foreign: 0 });
  });

  it.each([
    ['an edit', `UPDATE audit_entry SET "actorName" = 'Eve' WHERE seq = 9`, [[9, 'altered']]],
    ['an edit of what was before', `UPDATE audit_entry SET before = '{}' WHERE seq = 9`, [[9, 'altered']]],
    [
      'another person whom it is about',
      `UPDATE audit_entry SET "personId" = gen_random_uuid() WHERE seq = 9`,
      [[9, 'altered']],
    ],
    ['another time', `UPDATE audit_entry SET at = at + interval '1 ms' WHERE seq = 9`, [[9, 'altered']]],
    ['a deletion', 'DELETE FROM audit_entry WHERE seq = 9', [[10, 'missing']]],
    [
      'a deletion that is numbered over',
      'DELETE FROM audit_entry WHERE seq = 9; UPDATE audit_entry SET seq = seq - 1 WHERE seq > 9',
      null,
    ],
    [
      'another order',
      `UPDATE audit_entry SET seq = -seq WHERE seq IN (9, 10);
       UPDATE audit_entry SET seq = CASE seq WHEN -9 THEN 10 ELSE 9 END WHERE seq < 0`,
      null,
    ],
    [
      'a forged entry',
      `INSERT INTO audit_entry SELECT "accountId", seq + 1, at, "actorKind", "actorId", 'Eve', action, entity, "entityId",
         before, after, address, hash, hash FROM audit_entry ORDER BY seq DESC LIMIT 1`,
      [[ENTRIES + 3, 'altered']],
    ],
    [
      'entries of another account',
      `UPDATE audit_entry SET "entityId" = NULL WHERE seq = 5`,
      [[5, 'altered']],
    ],
  ] as const)('shows %s', async (_what, text, faults) => {
    await house.sql(text);
    const found = await verdict();
    if (faults === null) expect(found.faults?.length).toBeGreaterThan(0);
    else expect(found.faults).toEqual(faults);
  });

  it('shows by its copy that its end was cut, or all of it, or written anew with the key', async () => {
    await anchorAudit(anchored());
    const head = ENTRIES + 2;
    await house.sql('DELETE FROM audit_entry WHERE seq > 30');
    expect((await verdict()).faults).toEqual([]);
    expect((await verdict(true)).faults).toEqual([[head, 'cut']]);
    for (let n = 30; n < head; n += 1) await append('written anew', n);
    expect((await verdict()).faults).toEqual([]);
    expect((await verdict(true)).faults).toEqual([[head, 'unknown']]);
    await house.sql('DELETE FROM audit_entry');
    expect((await verdict(true)).faults).toEqual([[head, 'cut']]);
  });

  it('shows that its copy was written by somebody else', async () => {
    await anchorAudit(anchored());
    const line = readFileSync(anchor, 'utf8');
    writeFileSync(anchor, `${line}${line.replace(`"seq":"${ENTRIES + 2}"`, '"seq":"3"')}nonsense\n`);
    expect(await verdict(true)).toMatchObject({ faults: [], foreign: 2 });
  });
});

describe('a log whose beginning was dropped', () => {
  const DAY = 86_400_000;
  const OLD = 20;

  /** Twenty entries of two years ago, then twenty of now; the log is kept for so many days. */
  async function oldLog(days: number): Promise<void> {
    await house.sql('DELETE FROM audit_entry WHERE "accountId" = $1', [accountId]);
    const long = house.runtime.now() - 730 * DAY;
    for (let n = 0; n < OLD; n += 1) await append(`old-${n}`, n, long + n * 60_000);
    for (let n = 0; n < 20; n += 1) await append(`new-${n}`, n);
    await house.sql(
      `INSERT INTO retention ("accountId", "auditDays", "setAt", "setByName") VALUES ($1, $2, now(), 'Ada')
       ON CONFLICT ("accountId") DO UPDATE SET "auditDays" = excluded."auditDays"`,
      [accountId, days],
    );
  }
  const actor = () =>
    ({ kind: 'system', name: 'housekeeping', accountId: accountIdSchema.parse(accountId) }) as const;
  const drop = () => execute(dropAuditEntries, { actor: actor(), runtime: house.runtime, input: {} });

  it('is whole from there on, and says that it was dropped, and up to where', async () => {
    await oldLog(1_000);
    expect(await drop()).toEqual({ dropped: 0 });
    await oldLog(366);
    await anchorAudit(anchored());
    expect(await drop()).toEqual({ dropped: OLD });
    expect(await drop()).toEqual({ dropped: 0 });
    expect(await verdict(true)).toEqual({ entries: 21, faults: [], foreign: 0 });
    const [entry] = await house.sql(`SELECT * FROM audit_entry ORDER BY seq DESC LIMIT 1`);
    expect(entry).toMatchObject({
      ...{ action: 'drop-audit-entries', actorKind: 'system', actorName: 'housekeeping' },
      after: { through: OLD, entries: OLD },
    });
    // What was dropped in a second go begins where that one says.
    await house.sql(`UPDATE retention SET "auditDays" = 366`);
    const later = { ...house.runtime, now: () => Date.now() + 400 * DAY };
    await expect(execute(dropAuditEntries, { actor: actor(), runtime: later, input: {} })).rejects.toThrow(
      /Entries of the last year stay/,
    );
    expect(await verdict(true)).toEqual({ entries: 21, faults: [], foreign: 0 });
  });

  it.each([
    [
      'one more that was deleted behind the cut',
      `DELETE FROM audit_entry WHERE seq = ${OLD + 1}`,
      OLD + 2,
      'missing',
    ],
    [
      'another hash for what the log goes on from',
      `UPDATE audit_entry SET "previousHash" = decode(repeat('00', 32), 'hex') WHERE seq = ${OLD + 1}`,
      OLD + 1,
      'altered',
    ],
    [
      'another place that the drop is said to be at',
      `DELETE FROM audit_entry WHERE seq = ${OLD + 1}; UPDATE audit_entry SET after =
         jsonb_set(jsonb_set(after, '{through}', '${OLD + 1}'), '{hash}', to_jsonb(encode((SELECT "previousHash"
         FROM audit_entry WHERE seq = ${OLD + 2}), 'hex'))) WHERE action = 'drop-audit-entries'`,
      OLD + 2,
      'missing',
    ],
    [
      'no entry that says so',
      `DELETE FROM audit_entry WHERE action = 'drop-audit-entries'`,
      OLD + 1,
      'missing',
    ],
  ] as const)('shows %s', async (_what, text, seq, what) => {
    await oldLog(366);
    await drop();
    await house.sql(text);
    expect((await verdict()).faults).toContainEqual([seq, what]);
  });

  it('shows by its copy that the place where it goes on from was another', async () => {
    await oldLog(366);
    await house.sql(`UPDATE audit_entry SET "actorName" = 'Eve' WHERE seq = ${OLD}`);
    const [cut] = await house.sql(`SELECT encode(hash, 'hex') AS hash FROM audit_entry WHERE seq = ${OLD}`);
    const at = new Date().toISOString();
    const hash = String(cut?.['hash']).replace(/^../, (two) => (two === '00' ? '11' : '00'));
    const mac = createHmac('sha256', house.runtime.auditKey).update(
      `anchor ${accountId} ${OLD} ${hash} ${at}`,
    );
    writeFileSync(
      anchor,
      `${JSON.stringify({ account: accountId, seq: String(OLD), hash, at, mac: mac.digest('hex') })}\n`,
    );
    await drop();
    expect((await verdict(true)).faults).toEqual([[OLD, 'unknown']]);
  });

  it('is dropped by PostgreSQL for nobody who does not say so in the log', async () => {
    await oldLog(366);
    const as = (text: string) =>
      house.runtime.database.inAccount(accountId, (tx) => tx.$executeRawUnsafe(text));
    await expect(as(`SELECT drop_from_audit(${OLD}, ${OLD + 20})`)).rejects.toThrow(/does not say/);
    await drop();
    const told = `(SELECT max(seq) FROM audit_entry)`;
    await expect(as(`SELECT drop_from_audit(${OLD}, ${told})`)).rejects.toThrow(/does not say/);
    for (const text of [
      'DELETE FROM audit_entry',
      `UPDATE audit_entry SET "actorName" = 'Eve'`,
      'UPDATE audit_entry SET "erasedHash" = NULL',
    ])
      await expect(as(text)).rejects.toThrow(/permission denied/);
    expect(await verdict()).toMatchObject({ entries: 21, faults: [] });
  });
});

describe('npm run audit -- verify', () => {
  async function run(...options: string[]) {
    const { databaseUrl, vaultKey } = house.runtime.environment;
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/audit.ts', ...options], {
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        PARAPET_VAULT_KEY: vaultKey?.toString('base64') ?? '',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = once(child, 'close');
    const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
    await closed;
    return { code: child.exitCode, said, complained };
  }

  it('ends with 0 for a whole log and with 1 for another, and names what is wrong where', async () => {
    await anchorAudit(anchored());
    const whole = await run('verify', '--anchor', anchor);
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.said).toContain(`${ENTRIES + 2} entries, whole, 1 place in the copy`);
    await house.sql(`UPDATE audit_entry SET "actorName" = 'Eve' WHERE seq = 9`);
    await house.sql(`DELETE FROM audit_entry WHERE seq > 30`);
    const broken = await run('verify', '--anchor', anchor);
    expect(broken.code).toBe(1);
    expect(broken.said).toContain('entry 9: it does not say what it said');
    expect(broken.said).toContain(`entry ${ENTRIES + 2}: the copy outside the database knows it`);
    const unknown = await run('mend');
    expect(unknown.code).toBe(1);
    expect(unknown.complained).toContain('Say what to do');
  });
});

describe('the audit log over the API', () => {
  async function page(query: string, cookie = ada) {
    return auditPageSchema.parse(await (await house.call('GET', `/api/v1/audit${query}`, { cookie })).json());
  }

  it('is read newest first, page by page, without a gap', async () => {
    for (let n = 0; n < 30; n += 1) await append(`more-${n}`, n);
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const found: { entries: { seq: string }[]; nextCursor: string | null } = await page(
        cursor === '' ? '' : `?cursor=${cursor}`,
      );
      seen.push(...found.entries.map(({ seq }) => Number(seq)));
      cursor = found.nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: ENTRIES + 32 }, (_, n) => ENTRIES + 32 - n));
  });

  it('has each entry by its number, and says of any other that it is not there', async () => {
    const of = async (seq: string) => {
      const response = await house.call('GET', `/api/v1/audit/${seq}`, { cookie: ada });
      return [response.status, await response.text()] as const;
    };
    const [listed] = (await page('?q=thing-7')).entries;
    const [status, entry] = await of(listed?.seq ?? '');
    expect([status, auditEntrySchema.parse(JSON.parse(entry))]).toEqual([200, listed]);
    expect(listed).toMatchObject({ entityId: 'thing-7', before: { z: 7 } });
    expect(await of('999999')).toEqual([
      404,
      expect.stringContaining('This audit entry does not exist, or not in this account.'),
    ]);
    for (const wrong of ['0', 'thing-7', '9'.repeat(19)])
      expect(await of(wrong)).toEqual([400, expect.stringContaining('seq: use the number of an entry')]);
  });

  it('is narrowed by words, action and time', async () => {
    expect((await page('?q=thing-7')).entries.map(({ entityId }) => entityId)).toEqual(['thing-7']);
    expect((await page('?q=100%25')).entries).toEqual([]);
    const paused = await page('?action=pause-integration');
    expect(paused.entries).toHaveLength(ENTRIES / 2);
    expect(paused.actions).toEqual([
      'create-first-member',
      'pause-integration',
      'resume-integration',
      'sign-in',
    ]);
    expect((await page('?to=2020-01-01T00:00:00Z')).entries).toEqual([]);
    const wrong = await house.call('GET', '/api/v1/audit?from=yesterday', { cookie: ada });
    expect(wrong.status).toBe(400);
  });

  it('is exported as it is narrowed, with formulas made harmless, and the export is in it', async () => {
    const csv = await house.call('GET', '/api/v1/audit/export?q=thing-', { cookie: ada });
    const lines = (await csv.text()).trim().split('\r\n');
    expect(lines).toHaveLength(ENTRIES + 1);
    await append('=cmd|calc', 1);
    const risky = await house.call('GET', '/api/v1/audit/export?q=calc', { cookie: ada });
    expect(await risky.text()).toContain(",'=cmd|calc,");
    const jsonl = await house.call('GET', '/api/v1/audit/export?format=jsonl', { cookie: ada });
    const rows = (await jsonl.text()).trim().split('\n');
    expect(rows.length).toBeGreaterThan(ENTRIES);
    expect((await page('?action=export-audit')).entries).toHaveLength(3);
  });

  it('is closed to roles that may not read it', async () => {
    await house.sql(`UPDATE membership SET role = 'analyst'`);
    expect((await house.call('GET', '/api/v1/audit', { cookie: ada })).status).toBe(403);
    await house.sql(`UPDATE membership SET role = 'auditor'`);
    expect((await page('')).entries[0]?.actor.name).toBe('test');
  });
});
