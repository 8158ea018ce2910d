import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleNow } from '@/server/services/detection/settle-detection';
import {
  ABROAD,
  ALL,
  type AttackedHouse,
  BOMBED,
  EVENING,
  everyday,
  openAttackedHouse,
} from '@/tests/setup/attacked-house';
import type { RecordWish } from '@/tests/setup/duo-record';

const DAY = 86_400_000;
const MINUTE = 60_000;
const COLLEAGUES = ['gil', 'hal', 'ira', 'jon', 'kai'];

/** Colleagues who sign in from the network that ada is bombed from, on so many days, weeks before. */
function visitors(days: number, people = COLLEAGUES): RecordWish[] {
  return Array.from({ length: days }, (_, day) => day + 6).flatMap((day) =>
    people.map((user, index) => ({
      ...ABROAD,
      ...{ ip: `203.0.113.${index + 1}`, device: `EP${user}`, user },
      ...{ at: EVENING - day * DAY + index * MINUTE, txid: `${user}-abroad-${day}` },
    })),
  );
}

describe('a network that late records turn into an egress', () => {
  let attacked: AttackedHouse;

  beforeAll(async () => {
    attacked = await openAttackedHouse();
  });
  afterAll(() => attacked.close());

  async function afterPages(pages: readonly (readonly RecordWish[])[]): Promise<string[]> {
    const accountId = await attacked.newAccount();
    for (const page of pages) {
      await attacked.commit(accountId, page);
      await settleNow(attacked.house.runtime, accountId);
    }
    return attacked.derivedIn(accountId);
  }

  it('is looked at again: what rested on its being strange does not stand', async () => {
    const known = [...everyday('ada'), ...BOMBED];
    const before = await afterPages([known]);
    expect(before.some((event) => event.includes('denied_then_approved'))).toBe(true);
    const late = await afterPages([known, visitors(4)]);
    expect(late).not.toEqual(before);
    expect(late).toEqual(await afterPages([visitors(4), known]));
    expect(late.some((event) => event.includes('denied_then_approved'))).toBe(false);
  });

  it('needs enough people on enough days', async () => {
    const known = [...everyday('ada'), ...BOMBED];
    const before = await afterPages([known]);
    expect(await afterPages([known, visitors(2)])).toEqual(before);
    expect(await afterPages([known, visitors(6, COLLEAGUES.slice(1))])).toEqual(before);
  });

  it('did not attack many people either, and nobody gave in to it', async () => {
    const sprayed = ALL.filter(({ device }) => device === 'EPSPRAY').map((wish) => ({
      ...wish,
      ip: '203.0.113.70',
    }));
    const known = [...['ada', 'bob', 'cleo', 'dan', 'eve', 'fay'].flatMap(everyday), ...sprayed];
    const spray = (events: readonly string[]) => events.filter((event) => event.includes('push_spray'));
    expect(spray(await afterPages([known]))).toHaveLength(6);
    const late = await afterPages([known, visitors(4)]);
    expect(spray(late)).toEqual([]);
    expect(late).toEqual(await afterPages([visitors(4), known]));
  });

  it('gives the same whatever comes late', async () => {
    const all = [...everyday('ada'), ...BOMBED, ...visitors(4)];
    const expected = await afterPages([all]);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...all], { minLength: all.length }),
        fc.integer({ min: 3, max: 30 }),
        async (shuffled, size) => {
          const pages = Array.from({ length: Math.ceil(all.length / size) }, (_, page) =>
            shuffled.slice(page * size, (page + 1) * size),
          );
          expect(await afterPages(pages)).toEqual(expected);
        },
      ),
      { numRuns: 5 },
    );
  }, 120_000);

  it('costs records that come in time nothing: nobody is looked at again for them', async () => {
    const accountId = await attacked.newAccount();
    await attacked.commit(accountId, [...everyday('ada'), ...BOMBED]);
    await settleNow(attacked.house.runtime, accountId);
    const fresh = COLLEAGUES.map((user, index) => ({
      ...ABROAD,
      ...{
        ip: `203.0.113.${index + 1}`,
        device: `EP${user}`,
        user,
        at: EVENING + index * MINUTE,
        txid: `${user}-now`,
      },
    }));
    await attacked.commit(accountId, fresh);
    const due = await attacked.house.sql(
      `SELECT d.name FROM detection_due d JOIN person p ON p."accountId" = d."accountId" AND p.id::text = d.name
       WHERE d."accountId" = $1 AND p.username = 'ada'`,
      [accountId],
    );
    expect(due).toEqual([]);
  });
});
