import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS } from '@/domain/detection/derived/thresholds';
import { type AccountId } from '@/domain/identifiers';
import { saveDetectors } from '@/server/services/detection/save-detectors';
import { settleNow } from '@/server/services/detection/settle-detection';
import { execute } from '@/server/services/operation';
import { getPersonHabits } from '@/server/services/people/get-person-habits';
import { getProfile } from '@/server/services/people/get-profile';
import {
  type AttackedHouse,
  EVENING,
  everyday,
  HOME,
  openAttackedHouse,
  PHISHED,
} from '@/tests/setup/attacked-house';
import { member } from '@/tests/setup/triage-desk';

const DAY = 86_400_000;
const today = Math.floor(Date.now() / DAY);

describe('what a profile says of learning', () => {
  let attacked: AttackedHouse;

  beforeAll(async () => {
    attacked = await openAttackedHouse();
  });
  afterAll(() => attacked.close());

  async function learningOf(
    accountId: AccountId,
    username: string,
    at?: number,
    reading: 'then' | 'hindsight' = 'hindsight',
  ) {
    const [person] = await attacked.house.sql(
      'SELECT id FROM person WHERE "accountId" = $1 AND username = $2',
      [accountId, username],
    );
    const input = {
      id: person?.id,
      ...(at === undefined ? {} : { at: new Date(at).toISOString(), reading }),
    };
    const { learning } = await execute(getProfile, {
      actor: member(accountId, 'Ada Admin', 'full_administrator'),
      runtime: attacked.house.runtime,
      input,
    });
    return learning;
  }
  const standingOf = (learning: Awaited<ReturnType<typeof learningOf>>, kind: string) =>
    learning?.kinds.find((one) => one.kind === kind)?.standing;

  it('names the day on which it will be enough, and the kinds that wait for it', async () => {
    const accountId = await attacked.newAccount();
    // Four a day for a week: enough sign-ins, not enough time.
    const first = today - 7;
    const week = [0, 1, 2, 3, 4, 5].flatMap((day) =>
      [1, 2, 3, 4].map((hour) => ({
        ...HOME,
        user: 'new',
        at: (first + day) * DAY + hour * 3_600_000,
        txid: `new-${day}-${hour}`,
      })),
    );
    await attacked.commit(accountId, [...everyday('ada'), ...week]);
    const learning = await learningOf(accountId, 'new');
    expect(learning).toMatchObject({
      ready: false,
      since: new Date(first * DAY).toISOString(),
      activeDays: 6,
      signIns: 24,
      readyOn: new Date((first + 14) * DAY).toISOString(),
      needs: { days: 14, signIns: 10, activeDays: 5 },
    });
    expect(
      ['unfamiliar_sign_in', 'push_harassment', 'push_spray'].map((kind) => standingOf(learning, kind)),
    ).toEqual([...['learning', 'now', 'now']]);
    const known = await learningOf(accountId, 'ada');
    expect(known).toMatchObject({ ready: true, readyOn: null });
    expect(standingOf(known, 'unfamiliar_sign_in')).toBe('now');
    // Of a past moment it says what held then, and nothing where no record had been read by then.
    const past = EVENING - 36 * DAY;
    expect(await learningOf(accountId, 'ada', past)).toMatchObject({ ready: false });
    expect(await learningOf(accountId, 'ada', past, 'then')).toBeNull();
  });

  it('counts no sign-in that stands behind an event, and names detectors that are off', async () => {
    const accountId = await attacked.newAccount();
    await attacked.commit(accountId, [
      ...everyday('bob'),
      ...PHISHED.map((wish) => ({ ...wish, at: EVENING - 4 * DAY })),
    ]);
    const before = await learningOf(accountId, 'bob');
    await settleNow(attacked.house.runtime, accountId);
    expect(await learningOf(accountId, 'bob')).toMatchObject({ signIns: (before?.signIns ?? 0) - 1 });
    const [bob] = await attacked.house.sql(
      `SELECT id FROM person WHERE "accountId" = $1 AND username = 'bob'`,
      [accountId],
    );
    const { until, parts } = await execute(getPersonHabits, {
      actor: member(accountId, 'Ada'),
      runtime: attacked.house.runtime,
      input: { id: bob?.id },
    });
    expect(until).not.toBeNull();
    // Where the attacker came from is no place of theirs.
    const seen = parts.map(({ part, values }) => [part, values.map(({ value }) => value)]);
    expect(Object.fromEntries(seen)).toMatchObject({
      country: ['Germany'],
      network: ['198.51.100.0/24'],
      device: ['EPHOME'],
    });
    // At a moment that has been: the days that were known then, and none since.
    const devices = parts.find(({ part }) => part === 'device')?.values ?? [];
    const lastDay = Date.parse(devices[0]?.lastDay ?? '');
    const earlier = await execute(getPersonHabits, {
      actor: member(accountId, 'Ada'),
      runtime: attacked.house.runtime,
      input: { id: bob?.id, at: new Date(lastDay + 12 * 3_600_000).toISOString() },
    });
    expect(Date.parse(earlier.until ?? '')).toBe(lastDay - 86_400_000);
    const [device] = earlier.parts.find(({ part }) => part === 'device')?.values ?? [];
    expect(device?.signIns).toBeLessThan(devices[0]?.signIns ?? 0);
    expect(Date.parse(device?.lastDay ?? '')).toBeLessThan(lastDay - 86_400_000);
    await execute(saveDetectors, {
      actor: member(accountId, 'Ada Admin', 'full_administrator'),
      runtime: attacked.house.runtime,
      input: { thresholds: DEFAULT_THRESHOLDS, off: ['new_country'], reason: 'A test', basedOn: 1 },
    });
    expect(standingOf(await learningOf(accountId, 'bob'), 'new_country')).toBe('off');
  });
});
