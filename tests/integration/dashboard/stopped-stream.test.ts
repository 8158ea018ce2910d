import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberIdSchema } from '@/domain/identifiers';
import type { Permission } from '@/domain/permissions';
import { builtInRole } from '@/domain/roles';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { getOverTime } from '@/server/services/dashboard/get-over-time';
import { getShell } from '@/server/services/members/get-shell';
import type { Actor } from '@/server/services/actor';
import { execute } from '@/server/services/operation';
import { openScoringHouse, type ScoringHouse } from '@/tests/setup/scoring-house';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a stream that stopped while another goes on', () => {
  let house: ScoringHouse;
  /** Early in an hour that is still to come. */
  let now: number;
  let stoppedAt: number;

  beforeAll(async () => {
    house = await openScoringHouse();
    now = Math.ceil(Date.now() / HOUR) * HOUR + 20 * MINUTE;
    house.ahead = now - house.runtime.now();
    stoppedAt = now - 8 * HOUR;
    await house.sql(
      `INSERT INTO stream ("accountId", "integrationId", stream, "intervalSeconds", "enabledAt")
       SELECT "accountId", id, 'administrator', 60, now() FROM integration`,
    );
    await house.sql(`UPDATE integration SET "createdAt" = $1`, [new Date(now - 40 * DAY)]);
    await house.sql(`UPDATE stream SET "enabledAt" = $1`, [new Date(now - 40 * DAY)]);
    await reads('administrator', now);
    await reads('authentication', stoppedAt);
  });
  afterAll(() => house.close());

  /** The stream was read to its end at an instant, and never since. */
  const reads = (stream: string, at: number) =>
    house.sql('UPDATE stream SET "lastSuccessAt" = $2, "completeUntil" = $2 WHERE stream = $1', [
      stream,
      new Date(at),
    ]);
  const fails = (errorClass: string | null, retryAt: number | null) =>
    house.sql(`UPDATE stream SET "errorClass" = $1, "retryAt" = $2 WHERE stream = 'authentication'`, [
      errorClass,
      retryAt === null ? null : new Date(retryAt),
    ]);
  const shellOf = (actor: Actor = house.who.actor) => execute(getShell, { ...house.who, actor, input: {} });
  const somebodyWho = (permissions: readonly Permission[]): Actor => ({
    kind: 'member',
    memberId: memberIdSchema.parse(randomUUID()),
    name: 'Grace',
    accountId: house.accountId,
    role: 'help_desk',
    permissions,
    seesNames: true,
    sessionId: randomUUID(),
    mustChoosePassword: false,
    noticeAccepted: true,
    mustAddSecondFactor: false,
    provenAt: null,
    fullyProvenAt: null,
    address: null,
  });

  describe('in the frame of every page', () => {
    afterAll(() => fails(null, null));

    it('is said to who sees people, with since when, also where they may open no integration', async () => {
      const stale = [
        {
          name: 'Duo',
          word: 'partial',
          since: new Date(stoppedAt).toISOString(),
          streams: ['Authentication'],
        },
      ];
      expect(await shellOf()).toMatchObject({ stale, needAction: [] });
      const helpDesk = builtInRole('help_desk')?.permissions ?? [];
      expect(helpDesk).not.toContain('integrations:read');
      expect(await shellOf(somebodyWho(helpDesk))).toMatchObject({ stale, integrations: 0 });
      expect(await shellOf(somebodyWho([]))).toMatchObject({ stale: [], needAction: [] });
    });

    it('is said while the vendor asks for patience, however often it is asked', async () => {
      await fails('throttle', now + MINUTE);
      expect((await shellOf()).stale).toMatchObject([{ word: 'rate_limited', streams: ['Authentication'] }]);
    });

    it('is said once, as what needs action, where only a person can help', async () => {
      await fails('credentials', null);
      const helpDesk = somebodyWho(['people:read']);
      const said = { needAction: [{ name: 'Duo', since: new Date(stoppedAt).toISOString() }], stale: [] };
      expect(await shellOf()).toMatchObject(said);
      expect(await shellOf(helpDesk)).toMatchObject(said);
    });

    it('is not said of a delay of minutes, nor of a stream that is off', async () => {
      await fails(null, null);
      await reads('authentication', now - 2 * MINUTE);
      expect((await shellOf()).stale).toEqual([]);
      await reads('authentication', stoppedAt);
      await house.sql(`UPDATE stream SET enabled = false WHERE stream = 'authentication'`);
      expect((await shellOf()).stale).toEqual([]);
      await house.sql(`UPDATE stream SET enabled = true WHERE stream = 'authentication'`);
    });
  });

  describe('on charts', () => {
    it('makes no bar that it touches a zero, though the other stream found nothing either', async () => {
      const { buckets, gaps } = await execute(getOverTime, { ...house.who, input: { range: '24h' } });
      expect(gaps).toMatchObject([
        {
          streamLabel: 'Authentication',
          from: new Date(stoppedAt).toISOString(),
          ongoing: true,
          refilledAt: null,
        },
      ]);
      for (const { start, end, authentication } of buckets)
        expect([start, authentication]).toEqual([start, Date.parse(end) > stoppedAt ? null : 0]);
      const { identity, policyDenials } = await execute(getDashboard, {
        ...house.who,
        input: { range: '24h' },
      });
      const touched = buckets.map(({ end }) => Date.parse(end) > stoppedAt);
      const line = touched.map((unread) => (unread ? null : 0));
      expect(identity).toMatchObject({ unread: touched, trend: line });
      expect(policyDenials).toMatchObject({ unread: touched, trend: line });
    });

    it('is a zero again once the stream has gone on', async () => {
      await reads('authentication', now);
      const { buckets, gaps } = await execute(getOverTime, { ...house.who, input: { range: '24h' } });
      expect(gaps).toEqual([]);
      expect(buckets.map(({ authentication }) => authentication)).toEqual(buckets.map(() => 0));
    });
  });

  describe('at a past moment', () => {
    const gapsAt = async (hoursAgo: number, reading: 'then' | 'hindsight') => {
      const at = new Date(now - hoursAgo * HOUR).toISOString();
      const { gaps } = await execute(getOverTime, { ...house.who, input: { range: '7d', at, reading } });
      return gaps.map(({ from, to, ongoing, refilledAt }) => ({
        hours: [from, to].map((instant) => (now - Date.parse(instant)) / HOUR),
        ongoing,
        refilled: refilledAt !== null,
      }));
    };

    beforeAll(async () => {
      await reads('authentication', now);
      const run = (finishedAt: number, result: string) =>
        house.sql(
          `INSERT INTO run ("accountId", id, "integrationId", stream, lane, trigger, worker, "startedAt", "finishedAt",
             "cursorAfter", result)
           SELECT "accountId", gen_random_uuid(), id, 'authentication', 'live', 'schedule', 'w', $1::timestamptz - interval '1 second',
             $1, CASE WHEN $2 = 'done' THEN $1::timestamptz END, $2 FROM integration`,
          [new Date(finishedAt), result],
        );
      for (const hoursAgo of [31, 30, 20]) await run(now - hoursAgo * HOUR, 'done');
      await run(now - 28 * HOUR, 'failed');
      await house.sql(
        `INSERT INTO gap ("accountId", id, "integrationId", stream, "from", "to", cause, "foundAt", "refilledAt")
         SELECT "accountId", gen_random_uuid(), id, 'authentication', $1, $2, 'history', $3, $4 FROM integration`,
        [40, 35, 10, 5].map((hoursAgo) => new Date(now - hoursAgo * HOUR)),
      );
    });

    it('has as a gap, as known then, what it had not read then, though it has been read since', async () => {
      expect(await gapsAt(22, 'then')).toEqual([{ hours: [30, 22], ongoing: true, refilled: false }]);
      expect(await gapsAt(22, 'hindsight')).toEqual([{ hours: [40, 35], ongoing: false, refilled: true }]);
    });

    it('has of the ledger what stood there then, open as it was', async () => {
      const kept = { hours: [40, 35], ongoing: false };
      const late = { hours: [20, 7], ongoing: true, refilled: false };
      expect(await gapsAt(7, 'then')).toEqual([late, { ...kept, refilled: false }]);
      expect(await gapsAt(7, 'hindsight')).toEqual([{ ...kept, refilled: true }]);
      expect((await gapsAt(4, 'then')).at(-1)).toEqual({ ...kept, refilled: true });
    });

    it('says nothing of a stream that is off now: whether it was to be read then is not known', async () => {
      await house.sql(`UPDATE stream SET enabled = false WHERE stream = 'authentication'`);
      expect(await gapsAt(22, 'then')).toEqual([]);
      await house.sql(`UPDATE stream SET enabled = true WHERE stream = 'authentication'`);
    });
  });
});
