import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ZodType } from 'zod';
import { DEFAULT_THRESHOLDS } from '@/domain/detection/derived/thresholds';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { type AccountId } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { listDetectors } from '@/server/services/detection/list-detectors';
import { previewDetectors } from '@/server/services/detection/preview-detectors';
import { saveDetectors } from '@/server/services/detection/save-detectors';
import { settleNow } from '@/server/services/detection/settle-detection';
import { getEvent } from '@/server/services/events/get-event';
import { tryRecord } from '@/server/services/integrations/try-record';
import { type Effect, execute, type Operation, type OperationPermission } from '@/server/services/operation';
import {
  ABROAD,
  ALL,
  type AttackedHouse,
  EVENING,
  HOME,
  openAttackedHouse,
  PEOPLE,
} from '@/tests/setup/attacked-house';
import { duoRecord } from '@/tests/setup/duo-record';
import { member } from '@/tests/setup/triage-desk';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the settings of the detectors', () => {
  let attacked: AttackedHouse;

  beforeAll(async () => {
    attacked = await openAttackedHouse();
  });
  afterAll(() => attacked.close());

  const ask = <I extends ZodType, O extends ZodType, E extends Effect, P extends OperationPermission>(
    operation: Operation<I, O, E, P>,
    accountId: AccountId,
    input: unknown = {},
  ) =>
    execute(operation, {
      actor: member(accountId, 'Ada Admin', 'full_administrator'),
      runtime: attacked.house.runtime,
      input,
    });

  it('says of each what it goes by and how often it fired', async () => {
    const accountId = await attacked.newAccount();
    await attacked.commit(accountId, ALL);
    await settleNow(attacked.house.runtime, accountId);
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
    const accountId = await attacked.newAccount();
    await attacked.commit(accountId, ALL);
    await settleNow(attacked.house.runtime, accountId);
    const before = await attacked.derivedIn(accountId);
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
    await attacked.commit(accountId, [{ ...HOME, user: 'ada', at: EVENING - 3 * DAY, txid: 'late' }]);
    await attacked.commit(accountId, [
      {
        ...ABROAD,
        user: 'ada',
        at: EVENING + 90 * MINUTE,
        txid: 'again',
        result: 'denied',
        reason: 'no_response',
      },
    ]);
    await settleNow(attacked.house.runtime, accountId);
    const after = await attacked.derivedIn(accountId);
    for (const kept of before.filter((row) => /denied_then_approved|unfamiliar_sign_in/.test(row)))
      expect(after).toContain(kept);
    const { history } = await ask(listDetectors, accountId);
    expect(history).toMatchObject([{ number: 2, author: 'Ada Admin', reason: 'A test of patience' }]);
  });

  it('are named by each event: those that were in force when it occurred', async () => {
    const accountId = await attacked.newAccount();
    await attacked.commit(accountId, ALL);
    await settleNow(attacked.house.runtime, accountId);
    const at = Date.now();
    const thresholds = { ...DEFAULT_THRESHOLDS, approvalRefusals: 20 };
    await ask(saveDetectors, accountId, { thresholds, off: [], reason: 'A test of patience', basedOn: 1 });
    const fraud = { ...HOME, user: 'ada', result: 'fraud', reason: 'user_marked_fraud' } as const;
    await attacked.commit(accountId, [{ ...fraud, at: Date.now() + MINUTE, txid: 'after' }]);
    await settleNow(attacked.house.runtime, accountId);
    const rows = await attacked.house.sql(
      `SELECT id, kind, "occurredAt" FROM identity_event WHERE "accountId" = $1 AND "retractedAt" IS NULL
         AND kind IN ('denied_then_approved', 'user_marked_fraud') ORDER BY "occurredAt"`,
      [accountId],
    );
    const named = await Promise.all(
      rows.map(async ({ id, kind }) => {
        const { explanation } = await ask(getEvent, accountId, { id });
        return { kind, ...explanation.settings };
      }),
    );
    expect(named[0]).toEqual({ kind: 'denied_then_approved', number: 1, saved: null });
    expect(named.at(-1)).toMatchObject({
      kind: 'user_marked_fraud',
      number: 2,
      saved: { by: 'Ada Admin', reason: 'A test of patience' },
    });
    expect(Date.parse(named.at(-1)?.saved?.at ?? '')).toBeGreaterThanOrEqual(at);
  });

  it('is refused impossible thresholds by name, and what somebody else saved meanwhile', async () => {
    const accountId = await attacked.newAccount();
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
    const accountId = await attacked.newAccount();
    await attacked.commit(accountId, ALL);
    await settleNow(attacked.house.runtime, accountId);
    const before = await attacked.derivedIn(accountId);
    const parts: unknown[] = [];
    const trial = await execute(previewDetectors, {
      actor: member(accountId, 'Ada Admin', 'full_administrator'),
      runtime: attacked.house.runtime,
      input: { thresholds: DEFAULT_THRESHOLDS, off: ['unfamiliar_sign_in'], days: 2 },
      watch: (part) => parts.push(part),
    });
    expect(trial.people).toBe(PEOPLE.length);
    const unfamiliar = trial.kinds.find(({ kind }) => kind === 'unfamiliar_sign_in');
    expect(unfamiliar?.now).toBeGreaterThan(0);
    expect(unfamiliar).toMatchObject({ then: 0, more: 0, fewer: unfamiliar?.now });
    expect(trial.kinds.find(({ kind }) => kind === 'push_harassment')).toMatchObject({ more: 0, fewer: 0 });
    expect(parts.at(-1)).toEqual({ done: PEOPLE.length, total: PEOPLE.length });
    expect(await attacked.derivedIn(accountId)).toEqual(before);
  });

  it('tries attacks on many people, too, with what follows from them', async () => {
    const accountId = await attacked.newAccount();
    /** Three people are pushed from one network: too few by default. */
    const few = ['ada', 'bob', 'cleo'].map((user, step) => ({
      ...ABROAD,
      ...{ ip: `198.51.101.${step + 1}`, device: 'EPFEW', user, at: EVENING + 5 * HOUR + step * MINUTE },
      ...{ txid: `few-${user}`, result: 'denied' as const, reason: 'no_response' },
    }));
    await attacked.commit(accountId, [...ALL, ...few]);
    await settleNow(attacked.house.runtime, accountId);
    const before = await attacked.derivedIn(accountId);
    const trialOf = async (changes: Partial<typeof DEFAULT_THRESHOLDS>, off: string[] = []) => {
      const thresholds = { ...DEFAULT_THRESHOLDS, ...changes };
      const { kinds } = await ask(previewDetectors, accountId, { thresholds, off, days: 2 });
      return (kind: string) => kinds.find((one) => one.kind === kind);
    };
    const same = await trialOf({});
    expect(same('push_spray')).toMatchObject({ now: 6, then: 6, more: 0, fewer: 0 });
    const strict = await trialOf({ sprayPeople: 7, slowSprayPeople: 7 });
    expect(strict('push_spray')).toMatchObject({ now: 6, then: 0, fewer: 6 });
    // Who approved a sprayed push gave in to the spray; without one, it is an approval from a new network.
    expect(strict('denied_then_approved')).toMatchObject({ now: 2, then: 1, fewer: 1 });
    expect((await trialOf({ sprayPeople: 3 }))('push_spray')).toMatchObject({ then: 9, more: 3, fewer: 0 });
    expect((await trialOf({}, ['push_spray']))('push_spray')).toMatchObject({ then: 0, fewer: 6 });
    expect(await attacked.derivedIn(accountId)).toEqual(before);
  });

  it('says of one record what it would raise and what is known of its source, and stores nothing', async () => {
    const accountId = await attacked.newAccount();
    await attacked.commit(accountId, ALL);
    await settleNow(attacked.house.runtime, accountId);
    const before = await attacked.derivedIn(accountId);
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
    expect(await attacked.derivedIn(accountId)).toEqual(before);
  });
});
