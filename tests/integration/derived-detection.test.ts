import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { ZodType } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectAccount } from '@/domain/detection/derived/detect-account';
import { NO_GEOGRAPHY } from '@/domain/detection/derived/geography';
import { DEFAULT_THRESHOLDS } from '@/domain/detection/derived/thresholds';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { type AccountId, accountIdSchema, memberIdSchema } from '@/domain/identifiers';
import { heatOf } from '@/domain/scoring/heat';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { Refusal } from '@/domain/refusal';
import { insertAccount } from '@/server/data/accounts';
import { enterAccount } from '@/server/data/database';
import { scoredEventsOf } from '@/server/data/identity-events';
import { insertIntegration } from '@/server/data/integrations';
import { insertDefaultPolicy } from '@/server/data/scoring-policies';
import { ensurePartitions } from '@/server/data/signals';
import { commitPage } from '@/server/services/commit-page';
import { listDetectors } from '@/server/services/list-detectors';
import { type Effect, execute, type Operation, type OperationPermission } from '@/server/services/operation';
import { previewDetectors } from '@/server/services/preview-detectors';
import { saveDetectors } from '@/server/services/save-detectors';
import { settleNow } from '@/server/services/settle-detection';
import { tryRecord } from '@/server/services/try-record';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import {
  duoRecord,
  fetchedPage,
  fetchedRecord,
  type RecordWish,
  SIGN_INS_ALONE,
  signInPage,
} from '@/tests/setup/duo-record';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Six in the evening of a day that is past. */
const EVENING = Math.floor(Date.now() / DAY) * DAY - 6 * HOUR;
const INTEGRATION = randomUUID();
const LEARNT_DAYS = 40;

const HOME: Partial<RecordWish> = {
  ip: '198.51.100.7',
  device: 'EPHOME',
  place: ['Hamburg', 'Germany'],
  phone: ['198.51.100.7', 'Hamburg', 'Germany'],
};
const ABROAD: Partial<RecordWish> = {
  ip: '203.0.113.66',
  device: 'EPSTRANGE',
  place: ['Lagos', 'Nigeria'],
  phone: ['198.51.100.7', 'Hamburg', 'Germany'],
};

/** Two sign-ins a day from home, on weekdays and weekends alike. */
function everyday(user: string): RecordWish[] {
  return Array.from({ length: LEARNT_DAYS }, (_, day) => day + 1).flatMap((day) =>
    [9, 15].map((hour) => ({
      ...HOME,
      user,
      at: EVENING - day * DAY - (18 - hour) * HOUR + day * MINUTE,
      txid: `${user}-${day}-${hour}`,
    })),
  );
}

/** Pushes that are refused until one is approved, from far away. */
const BOMBED: readonly RecordWish[] = [0, 1, 2, 3, 4].map((step) => ({
  ...ABROAD,
  user: 'ada',
  at: EVENING + step * 2 * MINUTE,
  txid: `bomb-${step}`,
  ...(step < 4 ? { result: 'denied' as const, reason: 'no_response' } : {}),
}));
/** A code that was read out to somebody, on their device. */
const PHISHED: readonly RecordWish[] = [
  { ...ABROAD, user: 'bob', at: EVENING + HOUR, factor: 'duo_mobile_passcode', txid: 'phish-1' },
];
/** One network pushes six people; one of them gives in. */
const SPRAYED: readonly RecordWish[] = ['ada', 'bob', 'cleo', 'dan', 'eve', 'fay'].map((user, step) => ({
  ...ABROAD,
  ip: `192.0.2.${step + 1}`,
  device: 'EPSPRAY',
  user,
  at: EVENING + 3 * HOUR + step * MINUTE,
  txid: `spray-${user}`,
  ...(user === 'dan' ? {} : { result: 'denied' as const, reason: 'no_response' }),
}));
const PEOPLE = ['ada', 'bob', 'cleo', 'dan', 'eve', 'fay'];
const ALL: readonly RecordWish[] = [...PEOPLE.flatMap(everyday), ...BOMBED, ...PHISHED, ...SPRAYED];

describe('what is derived from sign-ins alone', () => {
  let simulator: Simulator;
  let house: CollectingHouse;

  beforeAll(async () => {
    simulator = await start('--people', '2', '--history', '1d', '--attack-every', 'off');
    house = await openCollectingHouse(simulator);
    await ensurePartitions(house.runtime.database, [EVENING - 70 * DAY, EVENING - 40 * DAY, EVENING]);
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  async function newAccount(): Promise<AccountId> {
    const accountId = accountIdSchema.parse(randomUUID());
    const { runtime } = house;
    await runtime.database.inGlobal(async (tx) => {
      await insertAccount(tx, { id: accountId, name: 'Example', at: Date.now() });
      await enterAccount(tx, accountId);
      await insertDefaultPolicy(accountId, tx, Date.now());
      await insertIntegration(accountId, tx, runtime.vault, {
        id: INTEGRATION,
        connector: 'cisco-duo',
        name: 'Duo',
        description: '',
        host: 'api-12345678.duosecurity.com',
        ikeyEnding: 'ABCD',
        edition: null,
        enabledAt: 0,
        createdAt: Date.now(),
        createdBy: 'test',
        credentials: {},
        streams: SIGN_INS_ALONE,
      });
    });
    return accountId;
  }

  async function commit(
    accountId: AccountId,
    wishes: readonly RecordWish[],
    backfill = false,
  ): Promise<boolean> {
    const page = fetchedPage(wishes.map((wish) => fetchedRecord(duoRecord(wish))));
    const { detectionDue } = await house.runtime.database.inAccount(accountId, (tx) =>
      commitPage(
        accountId,
        tx,
        signInPage(INTEGRATION, page, backfill ? { backfill, enabledAt: Date.now() } : {}),
      ),
    );
    return detectionDue;
  }

  async function derivedIn(accountId: string): Promise<string[]> {
    const rows = await house.sql(
      `SELECT p.username, e.kind, e.anchor, e.confidence, e.outcome, jsonb_array_length(e.sources) AS sources
       FROM identity_event e JOIN person p ON p."accountId" = e."accountId" AND p.id = e."personId"
       WHERE e."accountId" = $1 AND e."retractedAt" IS NULL`,
      [accountId],
    );
    return rows.map((row) => Object.values(row).map(String).join(' ')).sort();
  }

  /** The same by the pure detectors over all records at once. */
  function derivedAtOnce(wishes: readonly RecordWish[]): string[] {
    const signals = wishes.map((wish) => {
      const fetched = fetchedRecord(duoRecord(wish));
      if (fetched.record.kind !== 'authentication') throw new Error('A sign-in is an authentication.');
      const { authentication: record } = fetched.record;
      const signalKey = fetched.key.toString('hex');
      return { personId: record.userName, signalKey, integrationId: INTEGRATION, isHistory: false, record };
    });
    return detectAccount(signals, NO_GEOGRAPHY, DEFAULT_THRESHOLDS)
      .map(({ personId, candidate: { kind, anchor, confidence, outcome, sources } }) =>
        [personId, kind, anchor, confidence, outcome, sources.length].join(' '),
      )
      .sort();
  }

  it('raises push bombing that was given in to, a quiet takeover, and a spray, from Duo Essentials records', async () => {
    const accountId = await newAccount();
    await commit(accountId, ALL);
    await settleNow(house.runtime, accountId);
    const found = await derivedIn(accountId);
    const bombed = `tx:${INTEGRATION}:bomb`;
    expect(found).toContain(`ada denied_then_approved ${bombed}-4 0.9 got_in 5`);
    expect(found).toContain(`ada push_harassment ${bombed}-0 0.9 refused 4`);
    expect(found).toContain(`bob unfamiliar_sign_in tx:${INTEGRATION}:phish-1 0.8 got_in 1`);
    for (const user of PEOPLE) {
      const outcome = user === 'dan' ? 'got_in' : 'refused';
      expect(found).toContain(`${user} push_spray tx:${INTEGRATION}:spray-${user} 0.9 ${outcome} 1`);
    }
    expect(found).toContain(`dan denied_then_approved tx:${INTEGRATION}:spray-dan 0.9 got_in 1`);
  });

  it('gives in pages what it gives at once, and says it once', async () => {
    const accountId = await newAccount();
    const ordered = [...ALL].sort((a, b) => a.at - b.at);
    for (let at = 0; at < ordered.length; at += 40) {
      await commit(accountId, ordered.slice(at, at + 40));
      await settleNow(house.runtime, accountId);
    }
    expect(await derivedIn(accountId)).toEqual(derivedAtOnce(ALL));
    await commit(accountId, ordered);
    await settleNow(house.runtime, accountId);
    expect(await derivedIn(accountId)).toEqual(derivedAtOnce(ALL));
  });

  it('gives the same whatever the order in which pages come, and whenever it gets to it', async () => {
    const expected = derivedAtOnce(ALL);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...ALL], { minLength: ALL.length }),
        fc.integer({ min: 30, max: 300 }),
        fc.integer({ min: 0, max: 4 }),
        async (shuffled, size, patience) => {
          const accountId = await newAccount();
          for (let at = 0; at < shuffled.length; at += size) {
            await commit(accountId, shuffled.slice(at, at + size));
            if ((at / size) % (patience + 1) === 0) await settleNow(house.runtime, accountId);
          }
          await settleNow(house.runtime, accountId);
          expect(await derivedIn(accountId)).toEqual(expected);
        },
      ),
      { numRuns: 6 },
    );
  }, 120_000);

  it('stores the heat that a full recomputation gives', async () => {
    const accountId = await newAccount();
    await commit(accountId, ALL);
    await settleNow(house.runtime, accountId);
    const heats = await house.sql('SELECT "personId", heat FROM person_heat WHERE "accountId" = $1', [
      accountId,
    ]);
    const ids = heats.map((row) => String(row['personId']));
    const events = await house.runtime.database.inAccount(accountId, (tx) =>
      scoredEventsOf(accountId, tx, ids),
    );
    expect(ids).toHaveLength(PEOPLE.length);
    for (const row of heats) {
      expect(row['heat']).toBe(heatOf(events.get(String(row['personId'])) ?? [], DEFAULT_POLICY, 'standard'));
    }
  });

  it('learns from a backfill, and raises nothing from it', async () => {
    const accountId = await newAccount();
    await commit(accountId, [...everyday('ada'), ...everyday('bob')], true);
    await commit(accountId, BOMBED, true);
    await settleNow(house.runtime, accountId);
    expect(await derivedIn(accountId)).toEqual([]);
    await commit(accountId, PHISHED);
    await settleNow(house.runtime, accountId);
    expect(await derivedIn(accountId)).toContain(
      `bob unfamiliar_sign_in tx:${INTEGRATION}:phish-1 0.8 got_in 1`,
    );
  });

  it('believes a verdict on a known device less, in whichever order verdict and habits come', async () => {
    const verdict: RecordWish = {
      ...HOME,
      ip: '203.0.113.9',
      place: ['Oslo', 'Norway'],
      user: 'ada',
      at: EVENING + HOUR,
      txid: 'journey',
      detectors: [{ detector: 'NOVEL_ASN' }, { detector: 'TAMPERED_COOKIE' }],
    };
    for (const pages of [
      [everyday('ada'), [verdict]],
      [[verdict], everyday('ada')],
    ]) {
      const accountId = await newAccount();
      for (const page of pages) {
        await commit(accountId, page);
        await settleNow(house.runtime, accountId);
      }
      expect(await derivedIn(accountId)).toEqual([
        `ada novel_asn tx:${INTEGRATION}:journey 0.5 got_in 1`,
        `ada tampered_cookie tx:${INTEGRATION}:journey 1 got_in 1`,
      ]);
    }
  });

  it('costs a usual sign-in nothing: nobody is looked at again', async () => {
    const accountId = await newAccount();
    await commit(accountId, everyday('ada'));
    await settleNow(house.runtime, accountId);
    expect(await commit(accountId, [{ ...HOME, user: 'ada', at: EVENING + HOUR, txid: 'usual' }])).toBe(
      false,
    );
    expect(await commit(accountId, [{ ...ABROAD, user: 'ada', at: EVENING + HOUR, txid: 'unusual' }])).toBe(
      true,
    );
  });

  describe('by the settings of its detectors', () => {
    const member = (accountId: AccountId) =>
      ({
        kind: 'member',
        memberId: memberIdSchema.parse(randomUUID()),
        sessionId: randomUUID(),
        accountId,
        role: 'administrator',
        name: 'Ada Admin',
        address: '198.51.100.1',
        mustChoosePassword: false,
      }) as const;
    const ask = <I extends ZodType, O extends ZodType, E extends Effect, P extends OperationPermission>(
      operation: Operation<I, O, E, P>,
      accountId: AccountId,
      input: unknown = {},
    ) => execute(operation, { actor: member(accountId), runtime: house.runtime, input });

    it('says of each what it goes by and how often it fired', async () => {
      const accountId = await newAccount();
      await commit(accountId, ALL);
      await settleNow(house.runtime, accountId);
      const { number, detectors, terms, history } = await ask(listDetectors, accountId);
      expect([number, history]).toEqual([1, []]);
      expect(detectors.map(({ kind }) => kind)).toEqual([...EVENT_KINDS]);
      expect(detectors.find(({ kind }) => kind === 'push_spray')).toMatchObject({
        fired: PEOPLE.length,
        derived: true,
      });
      expect(detectors.find(({ kind }) => kind === 'tampered_cookie')).toMatchObject({
        derived: false,
        thresholds: [],
      });
      expect(terms.map(({ name }) => name)).toContain('readyDays');
    });

    it('judges what happened before by what was in force then, and what comes after by the new ones', async () => {
      const accountId = await newAccount();
      await commit(accountId, ALL);
      await settleNow(house.runtime, accountId);
      const before = await derivedIn(accountId);
      const saved = await ask(saveDetectors, accountId, {
        thresholds: { ...DEFAULT_THRESHOLDS, approvalRefusals: 20 },
        off: ['unfamiliar_sign_in'],
        reason: 'A test of patience',
        basedOn: 1,
      });
      expect(saved).toEqual({
        number: 2,
        changes: ['Refusals from an unfamiliar source: 2 → 20 pushes', 'Unfamiliar sign-in: switched off'],
      });
      await commit(accountId, [{ ...HOME, user: 'ada', at: EVENING - 3 * DAY, txid: 'late' }]);
      await commit(accountId, [
        {
          ...ABROAD,
          user: 'ada',
          at: EVENING + 90 * MINUTE,
          txid: 'again',
          result: 'denied',
          reason: 'no_response',
        },
      ]);
      await settleNow(house.runtime, accountId);
      const after = await derivedIn(accountId);
      for (const kept of before.filter((row) => /denied_then_approved|unfamiliar_sign_in/.test(row)))
        expect(after).toContain(kept);
      const { history } = await ask(listDetectors, accountId);
      expect(history).toMatchObject([{ number: 2, author: 'Ada Admin', reason: 'A test of patience' }]);
    });

    it('is refused impossible thresholds by name, and what somebody else saved meanwhile', async () => {
      const accountId = await newAccount();
      const draft = { thresholds: DEFAULT_THRESHOLDS, off: [], reason: 'Why not', basedOn: 1 };
      const refused = async (changes: object): Promise<string> => {
        const refusal: unknown = await ask(saveDetectors, accountId, { ...draft, ...changes }).catch(
          (error: unknown) => error,
        );
        return refusal instanceof Refusal ? refusal.message : 'not refused';
      };
      expect(await refused({ thresholds: { ...DEFAULT_THRESHOLDS, sprayFailing: 7 } })).toContain(
        'sprayFailing must be a number from 0.3 to 1',
      );
      expect(await refused({ off: ['tampered_cookie'] })).toContain('off: name kinds that Parapet derives');
      expect(await refused({ reason: ' ' })).toContain('reason: say why');
      expect(await refused({})).toContain('nothing differs');
      expect(await refused({ off: ['novel_asn'], basedOn: 4 })).toContain(
        'Somebody saved settings 1 meanwhile',
      );
    });

    it('tries a draft over stored sign-ins, with progress, and keeps nothing of it', async () => {
      const accountId = await newAccount();
      await commit(accountId, ALL);
      await settleNow(house.runtime, accountId);
      const before = await derivedIn(accountId);
      const parts: unknown[] = [];
      const trial = await execute(previewDetectors, {
        actor: member(accountId),
        runtime: house.runtime,
        input: { thresholds: DEFAULT_THRESHOLDS, off: ['unfamiliar_sign_in'], days: 2 },
        watch: (part) => parts.push(part),
      });
      expect(trial.people).toBe(PEOPLE.length);
      const unfamiliar = trial.kinds.find(({ kind }) => kind === 'unfamiliar_sign_in');
      expect(unfamiliar?.now).toBeGreaterThan(0);
      expect(unfamiliar).toMatchObject({ then: 0, more: 0, fewer: unfamiliar?.now });
      expect(trial.kinds.find(({ kind }) => kind === 'push_harassment')).toMatchObject({ more: 0, fewer: 0 });
      expect(parts.at(-1)).toEqual({ done: PEOPLE.length, total: PEOPLE.length });
      expect(await derivedIn(accountId)).toEqual(before);
    });

    it('says of one record what it would raise and what is known of its source, and stores nothing', async () => {
      const accountId = await newAccount();
      await commit(accountId, ALL);
      await settleNow(house.runtime, accountId);
      const before = await derivedIn(accountId);
      const wish = {
        ...ABROAD,
        ip: '203.0.113.140',
        device: 'EPOTHER',
        user: 'cleo',
        at: EVENING + 2 * HOUR,
      };
      const record = JSON.stringify(duoRecord({ ...wish, factor: 'sms_passcode' }));
      const tried = await ask(tryRecord, accountId, { record });
      expect(tried.person?.name).toBe('cleo');
      expect(tried.events.map(({ kind }) => kind)).toContain('unfamiliar_sign_in');
      expect(tried.remarks).toContain('The device is new to this person.');
      expect(tried.remarks.at(-1)).toContain('an unfamiliar source');
      const usual = JSON.stringify(duoRecord({ ...HOME, user: 'cleo', at: EVENING + 2 * HOUR }));
      expect((await ask(tryRecord, accountId, { record: usual })).events).toEqual([]);
      const refusal: unknown = await ask(tryRecord, accountId, { record: '{"no": "record"}' }).catch(
        (e: unknown) => e,
      );
      expect(refusal).toBeInstanceOf(Refusal);
      expect(await derivedIn(accountId)).toEqual(before);
    });
  });
});
