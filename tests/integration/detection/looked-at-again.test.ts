import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectAccount } from '@/domain/detection/derived/detect-account';
import type { Geography } from '@/domain/detection/derived/geography';
import { dayOf } from '@/domain/detection/derived/terms';
import { DEFAULT_THRESHOLDS, type Thresholds } from '@/domain/detection/derived/thresholds';
import { type AccountId } from '@/domain/identifiers';
import { insertSettings } from '@/server/data/detection/detector-settings';
import { ensurePartitions } from '@/server/data/signals/signals';
import { previewDetectors } from '@/server/services/detection/preview-detectors';
import { settleNow } from '@/server/services/detection/settle-detection';
import { purgeIntegration } from '@/server/services/integrations/purge-integration';
import { getEvent } from '@/server/services/events/get-event';
import { execute } from '@/server/services/operation';
import {
  ABROAD,
  type AttackedHouse,
  EVENING,
  everyday,
  HOME,
  INTEGRATION,
  openAttackedHouse,
} from '@/tests/setup/attacked-house';
import { duoRecord, fetchedRecord, type RecordWish } from '@/tests/setup/duo-record';
import { systemActor } from '@/tests/setup/search-house';
import { member } from '@/tests/setup/triage-desk';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** First day of the newest bucket of 30 days that a look at the evening begins with. */
const BUCKET = Math.floor((dayOf(EVENING) - 8) / 30) * 30;

/** Two sign-ins a day from home, on the UTC days from `from` to `to`. */
function atHome(user: string, from: number, to: number): RecordWish[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).flatMap((day) =>
    [9, 15].map((hour) => ({ ...HOME, user, at: day * DAY + hour * HOUR, txid: `${user}-${day}-${hour}` })),
  );
}

/** The same by the pure detectors over all records at once. */
function atOnce(
  wishes: readonly RecordWish[],
  geography: Geography,
  thresholds: Thresholds = DEFAULT_THRESHOLDS,
): string[] {
  const signals = wishes.map((wish) => {
    const fetched = fetchedRecord(duoRecord(wish));
    if (fetched.record.kind !== 'authentication') throw new Error('A sign-in is an authentication.');
    const { authentication: record } = fetched.record;
    const signalKey = fetched.key.toString('hex');
    return { personId: record.userName, signalKey, integrationId: INTEGRATION, isHistory: false, record };
  });
  return detectAccount(signals, geography, thresholds)
    .map(({ personId, candidate: { kind, anchor, confidence, outcome, sources } }) =>
      [personId, kind, anchor, confidence, outcome, sources.length].join(' '),
    )
    .sort();
}

describe('what is looked at again', () => {
  let attacked: AttackedHouse;

  beforeAll(async () => {
    attacked = await openAttackedHouse();
    const months = Array.from({ length: 6 }, (_, month) => EVENING - month * 28 * DAY);
    await ensurePartitions(attacked.house.runtime.database, months);
  });
  afterAll(() => attacked.close());

  /** What stands after these pages, each followed by a look. */
  async function after(
    accountId: AccountId,
    ...pages: readonly (readonly RecordWish[])[]
  ): Promise<string[]> {
    for (const page of pages) {
      await attacked.commit(accountId, page);
      await settleNow(attacked.house.runtime, accountId);
    }
    return attacked.derivedIn(accountId);
  }

  it('is judged by all that was known of its day, however long ago that was', async () => {
    const again = {
      ...ABROAD,
      user: 'ada',
      phone: HOME.phone ?? ['198.51.100.7', 'Hamburg', 'Germany'],
    } as const;
    const used = (BUCKET - 88) * DAY + 12 * HOUR;
    const known = [
      ...atHome('ada', BUCKET - 88, dayOf(EVENING) - 1),
      { ...again, at: used, txid: 'used' },
      { ...again, at: BUCKET * DAY + 12 * HOUR, txid: 'used-again' },
    ];
    const strange: RecordWish[] = [
      { ...ABROAD, user: 'ada', ip: '192.0.2.9', device: 'EPOTHER', at: EVENING, txid: 'strange' },
    ];
    const found = await after(await attacked.newAccount(), known, strange);
    expect(found).toEqual(atOnce([...known, ...strange], attacked.house.runtime.geography));
    expect(found.filter((row) => row.includes('used-again'))).toEqual([]);
  });

  it('finds a slow attack whose days are set to a month', async () => {
    const accountId = await attacked.newAccount();
    const thresholds = { ...DEFAULT_THRESHOLDS, slowHarassmentDays: 30 };
    await attacked.house.runtime.database.inAccount(accountId, (tx) =>
      insertSettings(
        accountId,
        tx,
        { number: 2, from: 1, thresholds, off: [] },
        { author: 'Ada', reason: 'Test' },
      ),
    );
    const pages = [-20, -12, -3, 8].map((day, step): RecordWish[] => [
      {
        ...ABROAD,
        user: 'ada',
        ip: `192.0.${step}.9`,
        at: (BUCKET + day) * DAY + 12 * HOUR,
        txid: `slow-${step}`,
        result: 'denied',
        reason: 'no_response',
      },
    ]);
    const learnt = atHome('ada', BUCKET - 60, BUCKET + 7);
    const expected = atOnce([...learnt, ...pages.flat()], attacked.house.runtime.geography, thresholds);
    expect(expected.join('\n')).toContain('push_harassment');
    expect(await after(accountId, learnt, ...pages)).toEqual(expected);

    const [event] = await attacked.house.sql(
      `SELECT id FROM identity_event WHERE "accountId" = $1 AND kind = 'push_harassment'`,
      [accountId],
    );
    const reader = { actor: systemActor(accountId), runtime: attacked.house.runtime };
    const { evidence } = await execute(getEvent, { ...reader, input: { id: String(event?.id) } });
    expect(evidence.map(({ ip, country, application }) => [ip, country, application])).toEqual(
      [0, 1, 2, 3].map((step) => [`192.0.${step}.9`, ABROAD.place?.[1], 'Salesforce']),
    );
  });

  it('keeps a spray on people who turn out to be one, and counts them once', async () => {
    const joined = (user: string, step: number): RecordWish => ({
      ...HOME,
      user,
      email: 'gus@example.com',
      at: EVENING + HOUR + step,
      txid: `joined-${user}`,
    });
    const spray = (users: readonly string[]): RecordWish[] =>
      users.map((user, step) => ({
        ...ABROAD,
        user,
        email: user === 'gus' || user === 'hal' ? null : `${user}@example.com`,
        at: EVENING + step * MINUTE,
        txid: `spray-${user}`,
        result: 'denied',
        reason: 'no_response',
      }));
    for (const others of [
      ['ada', 'bob', 'cleo', 'dan', 'eve'],
      ['ada', 'bob', 'cleo'],
    ]) {
      const tries = spray([...others, 'gus', 'hal']);
      const same = [joined('gus', 1), joined('hal', 2)];
      const late = await after(await attacked.newAccount(), tries, same);
      const early = await after(await attacked.newAccount(), same, tries);
      expect(late).toEqual(early);
      expect(late.filter((row) => row.includes('push_spray'))).toHaveLength(others.length > 3 ? 6 : 0);
    }
  });

  it('sees an enrolment after a report of fraud, whichever is read first, also of somebody new', async () => {
    const fresh: RecordWish[] = [1, 2].map((day) => ({
      ...HOME,
      user: 'ada',
      at: EVENING - day * DAY,
      txid: `fresh-${day}`,
    }));
    const fraud: RecordWish[] = [
      { ...HOME, user: 'ada', at: EVENING, txid: 'fraud', result: 'fraud', reason: 'user_marked_fraud' },
    ];
    const enrolled: RecordWish[] = [
      { ...HOME, user: 'ada', at: EVENING + 2 * HOUR, txid: 'enrolled', eventType: 'enrollment' },
    ];
    const early = await after(await attacked.newAccount(), fresh, fraud, enrolled);
    expect(early.join('\n')).toContain('risky_device_registration');
    expect(await after(await attacked.newAccount(), fresh, enrolled, fraud)).toEqual(early);
  });

  it('is told by what came before, also where that is read late', async () => {
    const learnt = atHome('ada', dayOf(EVENING) - 40, dayOf(EVENING) - 1);
    const strange: RecordWish = { ...ABROAD, user: 'ada', at: EVENING, txid: 'strange' };
    const hotel = {
      ip: '192.0.2.5',
      place: ['Oslo', 'Norway'],
      phone: ['192.0.2.200', 'Oslo', 'Norway'],
    } as const;
    const browser: RecordWish = {
      ...hotel,
      user: 'ada',
      at: EVENING,
      factor: 'duo_mobile_passcode',
      txid: 'hotel',
    };
    const laptop: RecordWish = {
      ...hotel,
      user: 'ada',
      device: 'EPHOME',
      at: EVENING - HOUR,
      txid: 'laptop',
    };
    const usual: RecordWish = { ...HOME, user: 'ada', at: EVENING - HOUR, txid: 'usual' };
    for (const [first, late] of [
      [strange, usual],
      [browser, laptop],
    ] as const) {
      const expected = atOnce([...learnt, first, late], attacked.house.runtime.geography);
      expect(expected).not.toEqual(atOnce([...learnt, first], attacked.house.runtime.geography));
      expect(await after(await attacked.newAccount(), learnt, [first], [late])).toEqual(expected);
    }
  });

  it('goes by every setting that was in force while a page happened', async () => {
    const accountId = await attacked.newAccount();
    const strict = { ...DEFAULT_THRESHOLDS, harassmentPushes: 3 };
    const patient = {
      ...DEFAULT_THRESHOLDS,
      harassmentPushes: 9,
      harassmentUnfamiliar: 9,
      slowHarassmentPushes: 50,
    };
    await attacked.house.runtime.database.inAccount(accountId, async (tx) => {
      const by = { author: 'Ada', reason: 'Test' };
      await insertSettings(accountId, tx, { number: 2, from: 1, thresholds: patient, off: [] }, by);
      await insertSettings(accountId, tx, { number: 3, from: EVENING, thresholds: strict, off: [] }, by);
    });
    const page = [0, 1, 2].map((step): RecordWish => {
      const at = EVENING + step * 2.3 * MINUTE + (step === 2 ? MINUTE : 0);
      return { ...HOME, user: 'ada', at, txid: `push-${step}`, result: 'denied', reason: 'user_mistake' };
    });
    const before: RecordWish = { ...HOME, user: 'ada', at: EVENING - HOUR, txid: 'before' };
    const found = await after(accountId, [before, ...page]);
    expect(found.join('\n')).toContain('push_harassment');
  });

  it('takes back what an outage explains that began a little later', async () => {
    const quarter = EVENING;
    const burst = [0, 1, 2, 3, 4].map((step): RecordWish => {
      const at = quarter - 23 * MINUTE + step * 2.1 * MINUTE;
      return { ...HOME, user: 'ada', at, txid: `burst-${step}`, result: 'denied', reason: 'no_response' };
    });
    const outage = Array.from({ length: 45 }, (_, index): RecordWish => ({
      ...HOME,
      user: `p${index % 25}`,
      ip: `10.0.0.${index}`,
      at: quarter + index * 10_000,
      txid: `outage-${index}`,
      result: 'denied',
      reason: 'no_response',
    }));
    const expected = atOnce([...burst, ...outage], attacked.house.runtime.geography);
    expect(atOnce(burst, attacked.house.runtime.geography)).toHaveLength(1);
    expect(expected).toEqual([]);
    expect(await after(await attacked.newAccount(), burst, outage)).toEqual(expected);
  });

  it('tells the days of a page apart: an attack before a network became an office is one', async () => {
    const attack = Array.from({ length: 9 }, (_, index): RecordWish => ({
      ...ABROAD,
      user: `stranger${index}`,
      userKey: null,
      email: null,
      at: EVENING - 5 * DAY + index * MINUTE,
      txid: `stranger-${index}`,
      factor: 'duo_mobile_passcode',
      result: 'denied',
      reason: 'invalid_passcode',
    }));
    const office = Array.from({ length: 12 }, (_, index): RecordWish => ({
      ...ABROAD,
      user: `p${index}`,
      at: EVENING + index * MINUTE,
      txid: `office-${index}`,
    }));
    const attacks = async (...pages: readonly (readonly RecordWish[])[]) => {
      const accountId = await attacked.newAccount();
      await after(accountId, ...pages);
      return attacked.house.sql('SELECT kind FROM source_attack WHERE "accountId" = $1', [accountId]);
    };
    expect(await attacks(attack, office)).toEqual([{ kind: 'credential_stuffing' }]);
    expect(await attacks([...attack, ...office])).toEqual([{ kind: 'credential_stuffing' }]);
  });

  it('is no attack any more whose integration is purged', async () => {
    const accountId = await attacked.newAccount();
    const tries = Array.from({ length: 9 }, (_, index): RecordWish => ({
      ...ABROAD,
      user: `stranger${index}`,
      userKey: null,
      email: null,
      at: EVENING + index * MINUTE,
      txid: `stranger-${index}`,
      factor: 'duo_mobile_passcode',
      result: 'denied',
      reason: 'invalid_passcode',
    }));
    await after(accountId, tries);
    const left = () =>
      attacked.house.sql(
        `SELECT (SELECT count(*)::int FROM source_attack WHERE "accountId" = $1) AS attacks,
           (SELECT count(*)::int FROM campaign WHERE "accountId" = $1) AS campaigns`,
        [accountId],
      );
    expect(await left()).toEqual([{ attacks: 1, campaigns: 1 }]);
    await attacked.house.sql(`UPDATE integration SET state = 'purging' WHERE "accountId" = $1`, [accountId]);
    await execute(purgeIntegration, {
      actor: { kind: 'system', name: 'test', accountId },
      runtime: attacked.house.runtime,
      input: { id: INTEGRATION },
    });
    await settleNow(attacked.house.runtime, accountId);
    expect(await left()).toEqual([{ attacks: 0, campaigns: 0 }]);
  });

  it('leaves an event alone whose sign-ins are no longer here', async () => {
    const accountId = await attacked.newAccount();
    const quiet: RecordWish[] = [
      { ...ABROAD, user: 'ada', at: EVENING - 2 * DAY, factor: 'duo_mobile_passcode', txid: 'quiet' },
    ];
    const before = await after(accountId, everyday('ada'), quiet);
    expect(before.join('\n')).toContain('unfamiliar_sign_in');
    await attacked.house.sql('DELETE FROM signal WHERE "accountId" = $1', [accountId]);
    const strange = {
      ...ABROAD,
      user: 'ada',
      ip: '192.0.2.9',
      device: 'EPOTHER',
      at: EVENING,
      txid: 'strange',
    };
    const found = await after(accountId, [strange]);
    for (const row of before) expect(found).toContain(row);
  });

  it('can be tried where nobody has signed in', async () => {
    const accountId = await attacked.newAccount();
    const trial = await execute(previewDetectors, {
      actor: member(accountId, 'Ada Admin', 'full_administrator'),
      runtime: attacked.house.runtime,
      input: { thresholds: DEFAULT_THRESHOLDS, off: [], days: 2 },
    });
    expect(trial.people).toBe(0);
  });
});
