import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountIdSchema, type IntegrationId } from '@/domain/identifiers';
import { insertGap } from '@/server/data/integrations/gaps';
import { addRunLine, beginRun, endRun } from '@/server/data/integrations/runs';
import { ensurePartitions } from '@/server/data/signals/signals';
import type { Actor } from '@/server/services/actor';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { diagnoseIntegration } from '@/server/services/integrations/diagnose-integration';
import { getCoverage } from '@/server/services/integrations/get-coverage';
import { getFeedQuality } from '@/server/services/integrations/get-feed-quality';
import { supportBundle } from '@/server/services/integrations/support-bundle';
import { execute } from '@/server/services/operation';
import { OPERATIONS } from '@/server/services/registry';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { IKEY, type Simulator, SKEY, start } from '@/tests/setup/simulator-process';

const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
const EDGE = 900_000;

describe('the quality of a feed', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let id: IntegrationId;
  /** Up to here everything has been read. */
  const end = Math.floor(Date.now() / EDGE) * EDGE;

  const ask = () => ({ actor: house.actor, runtime: house.runtime, input: { id } });
  const quality = () => execute(getFeedQuality, ask());
  const signIns = async () => (await quality()).volume.find(({ stream }) => stream === 'authentication');
  const count = async (at: number, signals: number, result = 'success') =>
    house.sql(
      `INSERT INTO signal_counter ("accountId", bucket, "integrationId", stream, result, signals)
       VALUES ($1, $2, $3, 1, $4, $5)`,
      [house.accountId, new Date(Math.floor(at / EDGE) * EDGE), id, result, signals],
    );
  const weeks = async (counts: readonly number[]) => {
    await house.sql('DELETE FROM signal_counter');
    for (const [index, signals] of counts.entries()) await count(end - 1 - (index + 1) * WEEK, signals);
  };

  beforeAll(async () => {
    simulator = await start('--people', '2', '--rate-limit', 'off', '--attack-every', 'off');
    house = await openCollectingHouse(simulator);
    id = await house.connect('Cisco Duo', Date.now() - 60_000);
    await house.sql(
      `UPDATE stream SET "enabledAt" = $2, "completeUntil" = $3, "lastSuccessAt" = now() WHERE "integrationId" = $1`,
      [id, new Date(end - 10 * WEEK), new Date(end)],
    );
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  it('says the same of the newest hour on the dashboard: silent is not quiet as usual', async () => {
    const onStrip = async () =>
      (await execute(getDashboard, { actor: house.actor, runtime: house.runtime, input: {} })).feed
        ?.integrations[0]?.hour;
    await weeks([100, 110, 90, 105, 95, 100, 108, 92]);
    expect(await onStrip()).toEqual((await signIns())?.hour);
    expect((await onStrip())?.state).toBe('silent');
    await count(end - 1, 97);
    await count(end - HOUR - 1, 5_000);
    expect(await onStrip()).toEqual((await signIns())?.hour);
    expect(await onStrip()).toMatchObject({ state: 'usual', signals: 97 });
    await weeks([0, 0, 0, 0, 0, 0, 0, 0]);
    expect((await onStrip())?.state).toBe('quiet_as_usual');
  });

  it('calls nothing usual before it knows four weeks', async () => {
    await weeks([100, 100, 100]);
    await house.sql('UPDATE stream SET "enabledAt" = $1', [new Date(end - 3 * WEEK - 2 * HOUR)]);
    expect((await signIns())?.hour).toMatchObject({ state: 'not_known', weeks: 3, usual: null });
    await house.sql('UPDATE stream SET "enabledAt" = $1', [new Date(end - 10 * WEEK)]);
  });

  it('tells a feed that is silent from one that is as quiet as ever', async () => {
    await weeks([100, 90, 110, 95, 105, 100, 98, 102]);
    expect((await signIns())?.hour).toMatchObject({ state: 'silent', signals: 0, usual: 100, weeks: 8 });
    await count(end - 1, 20);
    expect((await signIns())?.hour).toMatchObject({ state: 'quieter', signals: 20 });
    await count(end - 1, 75, 'denied');
    expect((await signIns())?.hour).toMatchObject({ state: 'usual', signals: 95 });
    await weeks([2, 1, 3, 0, 2, 1, 0, 2]);
    expect((await signIns())?.hour).toMatchObject({ state: 'quiet_as_usual', signals: 0 });
  });

  it('leaves weeks out that were not read, and never takes a gap for a zero', async () => {
    await weeks([100, 90, 110, 95, 105]);
    const key = { integrationId: id, stream: 'authentication' };
    const { accountId, runtime } = house;
    const gap = (from: number, to: number) =>
      runtime.database.inAccount(accountId, (tx) =>
        insertGap(accountId, tx, key, { from, to, cause: 'history' }, Date.now()),
      );
    // Weeks 6 to 8 have no records: without the ledger they would be zeros.
    await gap(end - 9 * WEEK, end - 5 * WEEK - 2 * HOUR);
    const known = await signIns();
    expect(known?.hour).toMatchObject({ state: 'silent', usual: 100, weeks: 5 });
    await gap(end - 5 * HOUR, end - 4 * HOUR);
    expect((await signIns())?.hours.map(({ signals }) => signals)).toEqual([
      ...Array.from({ length: 19 }, () => 0),
      null,
      ...Array.from({ length: 4 }, () => 0),
    ]);
    const { gaps, gapCount } = await quality();
    expect(gapCount).toEqual({ all: 2, open: 2 });
    expect(gaps[0]?.why).toMatch(/^[A-Z].+\.$/);
    expect(gaps.map(({ from }) => from)).toEqual([...gaps.map(({ from }) => from)].sort().reverse());
    await house.sql('DELETE FROM gap');
  });

  it('sees an outage of push across the account, and not in the distress of one person', async () => {
    await ensurePartitions(house.runtime.database, [end - 26 * HOUR, end]);
    const push = async (at: number, person: number, reason: string) =>
      house.sql(
        `INSERT INTO signal ("accountId", "occurredAt", "signalKey", "integrationId", stream, "receivedAt", username,
           result, reason, factor, dictionary, raw)
         VALUES ($1, $2, $3, $4, 1, now(), $5, 'denied', $6, 'duo_push', 0, '\\x00')`,
        [
          house.accountId,
          new Date(at),
          Buffer.from(randomUUID().replaceAll('-', ''), 'hex'),
          id,
          `p${person}`,
          reason,
        ],
      );
    for (let person = 0; person < 30; person += 1) {
      await push(end - 10 * HOUR, person, 'user_approved');
      await push(end - HOUR / 2, person, 'user_approved');
    }
    for (let again = 0; again < 25; again += 1) await push(end - HOUR / 2 + again, 1, 'no_response');
    expect((await quality()).push).toMatchObject({ state: 'usual', people: 30, peopleUnanswered: 1 });
    for (let person = 0; person < 20; person += 1) await push(end - HOUR / 3, person, 'no_response');
    expect((await quality()).push).toMatchObject({ state: 'outage', peopleUnanswered: 20, usualShare: 0 });
  });

  it('compares the vendor’s own count of sign-ins with what is here, where all of that time was read', async () => {
    await house.sql('DELETE FROM signal_counter');
    const from = end - 24 * HOUR;
    const tell = (success: number, to = end) =>
      house.sql(
        `INSERT INTO account_figures ("accountId", "integrationId", at, body) VALUES ($1, $2, now(), $3)`,
        [house.accountId, id, { attempts: { from, to, success, failure: 4, fraud: 1, error: 0 } }],
      );
    expect((await quality()).countCheck).toBeNull();
    await count(from + HOUR, 10);
    await count(from + HOUR, 4, 'denied');
    await count(from + HOUR, 1, 'fraud');
    await tell(10);
    expect((await quality()).countCheck).toMatchObject({
      state: 'agrees',
      ours: { success: 10, failure: 4, fraud: 1, error: 0 },
    });
    await tell(12);
    expect((await quality()).countCheck).toMatchObject({ state: 'fewer_here' });
    await tell(12, end + 24 * HOUR);
    expect((await quality()).countCheck).toMatchObject({ state: 'not_covered' });
  });

  it('claims no kind that nothing raises, and says why', async () => {
    const kinds = async () =>
      new Map((await execute(getCoverage, ask())).kinds.map((row) => [row.kind, row]));
    const found = await kinds();
    expect(found.size).toBe(25);
    expect(found.get('leaked_password')).toMatchObject({ standing: 'cannot' });
    expect(found.get('denied_then_approved')).toMatchObject({ standing: 'can' });
    expect(found.get('user_marked_fraud')).toMatchObject({ standing: 'can' });
    expect(found.get('tampered_cookie')).toMatchObject({ standing: 'unsure', lastFiredAt: null });
    await house.sql(`UPDATE integration SET edition = 'Essentials'`);
    expect((await kinds()).get('tampered_cookie')).toMatchObject({ standing: 'cannot' });
    await house.sql(`UPDATE signal SET "trustLevel" = 'NORMAL'`);
    expect((await kinds()).get('tampered_cookie')).toMatchObject({ standing: 'can' });
    await house.sql(`UPDATE stream SET enabled = false`);
    for (const row of (await kinds()).values()) {
      expect(row.standing).toBe('cannot');
      expect(row.why).toMatch(/^[A-Z].+\.$/);
    }
    await house.sql(`UPDATE stream SET enabled = true`);
  });

  it('is diagnosed without asking the vendor: worker, queue, keys, clock, retention', async () => {
    const checks = async () =>
      new Map((await execute(diagnoseIntegration, ask())).checks.map((row) => [row.check, row.state]));
    const healthy = await checks();
    expect(healthy.get('worker')).toBe('failed');
    expect(healthy.get('vault')).toBe('ok');
    expect(healthy.get('twin')).toBe('ok');
    expect(healthy.get('retention')).toBe('ok');
    await house.sql(`UPDATE stream SET "clockOffsetMs" = 45000`);
    await house.sql(`UPDATE stream_due SET "nextRunAt" = now() - interval '5 minutes'`);
    await house.sql(`UPDATE integration SET "retentionDays" = 7, "keysSetAt" = now() - interval '92 days'`);
    await house.sql(`UPDATE stream SET "completeUntil" = now() - interval '8 days'`);
    const ill = await checks();
    for (const check of ['our-clock', 'key-age']) expect([check, ill.get(check)]).toEqual([check, 'warning']);
    for (const check of ['queue', 'retention']) expect([check, ill.get(check)]).toEqual([check, 'failed']);
    await house.sql(`DELETE FROM integration_secret`);
    expect((await checks()).get('vault')).toBe('failed');
  });

  it('of another account does not exist', async () => {
    const stranger: Actor = { kind: 'system', name: 'test', accountId: accountIdSchema.parse(randomUUID()) };
    const names = ['get-feed-quality', 'get-coverage', 'diagnose-integration', 'support-bundle'];
    const operations = OPERATIONS.filter(({ name }) => names.includes(name));
    expect(operations).toHaveLength(names.length);
    for (const operation of operations)
      await expect(operation.execute({ ...ask(), actor: stranger })).rejects.toThrow(/does not exist/);
  });

  it('goes into a support bundle that gives no secret, no name and no address away', async () => {
    const canaries = [
      SKEY,
      IKEY,
      'Zenobia Canary',
      'zenobia.canary@example.com',
      'canary-in-a-name',
      'canary-in-a-record',
      'canary-in-a-worker',
      'canary0offset',
      '203.0.113.77',
      '2001:db8:1:2:3:4:5:77',
      'api-canary1.',
      'canary.example.org',
      house.runtime.environment.databaseUrl,
      house.runtime.environment.vaultKey?.toString('base64') ?? '',
    ];
    const words = `e-mail zenobia.canary@example.com key ${IKEY} secret ${SKEY} from 203.0.113.77 and 2001:db8:1:2:3:4:5:77 at api-canary1.duosecurity.com`;
    await house.sql(
      `UPDATE integration SET name = 'Duo canary-in-a-name', description = 'ask Zenobia Canary',
         "keysSetBy" = 'Zenobia Canary', host = 'api-canary1.duosecurity.com'`,
    );
    await house.sql(
      `UPDATE stream SET "errorCode" = 'duo_40301', "errorClass" = 'capability', "errorFirstSeenAt" = now(),
         "errorLastSeenAt" = now(), "errorCount" = 3, "errorDetail" = $1`,
      [
        JSON.stringify({
          httpStatus: 403,
          vendorCode: '40301',
          vendorMessage: words,
          headers: { skey: SKEY },
        }),
      ],
    );
    await house.sql(`UPDATE lane SET "nextOffset" = '1700000000000,canary0offset'`);
    await house.sql(
      `INSERT INTO quarantine ("accountId", id, "integrationId", stream, hash, reason, detail, raw, "firstSeenAt")
       VALUES ($1, $2, $3, 'authentication', '\\x00', 'not_json', 'canary-in-a-record', 'canary-in-a-record', now())`,
      [house.accountId, randomUUID(), id],
    );
    const { accountId, runtime } = house;
    const runId = randomUUID();
    await runtime.database.inAccount(accountId, async (tx) => {
      const run = { id: runId, integrationId: id, stream: 'authentication', lane: 'live' };
      const begun = { trigger: 'schedule' as const, worker: 'canary-in-a-worker', cursorBefore: null };
      await beginRun(accountId, tx, { ...run, ...begun, startedAt: Date.now() });
      await addRunLine(accountId, tx, runId, { at: Date.now(), level: 'error', message: words });
      await endRun(accountId, tx, runId, {
        at: Date.now(),
        result: 'failed',
        cursorAfter: null,
        errorCode: 'duo_40301',
        errorMessage: 'Zenobia Canary',
      });
    });
    await house.sql('UPDATE run SET note = $1', [words]);
    const file = await execute(supportBundle, ask());
    const pieces: Uint8Array[] = [];
    for await (const piece of file.pieces) pieces.push(piece);
    const text = Buffer.concat(pieces).toString('utf8');
    // The file is worth having: it names the error, the run and the settings.
    for (const wanted of ['duo_40301', runId, 'HTTP 403', 'PARAPET_VAULT_KEY', 'reread_short'])
      expect(text).toContain(wanted);
    const given = `${text}${file.fileName}`;
    expect(canaries.filter((canary) => canary === '' || given.includes(canary))).toEqual([]);
    expect(given).not.toMatch(/canary/i);
    const taken = await house.sql(
      `SELECT entity, "entityId", "actorKind" FROM audit_entry WHERE action = 'support-bundle'`,
    );
    expect(taken).toEqual([{ entity: 'integration', entityId: id, actorKind: house.actor.kind }]);
    const { failures } = await execute(diagnoseIntegration, ask());
    expect(JSON.stringify(failures)).not.toMatch(/canary|203\.0\.113/i);
  });
});
