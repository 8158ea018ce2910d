import { randomUUID } from 'node:crypto';
import type { AccountId } from '@/domain/identifiers';
import { ensurePartitions } from '@/server/data/signals/signals';
import { commitPage } from '@/server/services/collection/commit-page';
import { newAccountWithDuo } from './account-with-duo';
import { type CollectingHouse, openCollectingHouse } from './collecting-house';
import { duoRecord, fetchedPage, fetchedRecord, type RecordWish, signInPage } from './duo-record';
import { start } from './simulator-process';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Six in the evening of a day that is past. */
export const EVENING = Math.floor(Date.now() / DAY) * DAY - 6 * HOUR;
export const INTEGRATION = randomUUID();
const LEARNT_DAYS = 40;

export const HOME: Partial<RecordWish> = {
  ip: '198.51.100.7',
  device: 'EPHOME',
  place: ['Hamburg', 'Germany'],
  phone: ['198.51.100.7', 'Hamburg', 'Germany'],
};
export const ABROAD: Partial<RecordWish> = {
  ip: '203.0.113.66',
  device: 'EPSTRANGE',
  place: ['Lagos', 'Nigeria'],
  phone: ['198.51.100.7', 'Hamburg', 'Germany'],
};

/** Two sign-ins a day from home, on weekdays and weekends alike. */
export function everyday(user: string): RecordWish[] {
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
export const BOMBED: readonly RecordWish[] = [0, 1, 2, 3, 4].map((step) => ({
  ...ABROAD,
  user: 'ada',
  at: EVENING + step * 2 * MINUTE,
  txid: `bomb-${step}`,
  ...(step < 4 ? { result: 'denied' as const, reason: 'no_response' } : {}),
}));
/** A code that was read out to somebody, on their device. */
export const PHISHED: readonly RecordWish[] = [
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
export const PEOPLE = ['ada', 'bob', 'cleo', 'dan', 'eve', 'fay'];
export const ALL: readonly RecordWish[] = [...PEOPLE.flatMap(everyday), ...BOMBED, ...PHISHED, ...SPRAYED];

/** A house whose accounts are given their sign-ins page by page. */
export interface AttackedHouse {
  readonly house: CollectingHouse;
  newAccount(): Promise<AccountId>;
  /** Commits one page; says whether the detectors have something to look at. */
  commit(accountId: AccountId, wishes: readonly RecordWish[], backfill?: boolean): Promise<boolean>;
  /** What stands: person, kind, anchor, confidence, outcome and number of records, sorted. */
  derivedIn(accountId: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function openAttackedHouse(): Promise<AttackedHouse> {
  const simulator = await start('--people', '2', '--history', '1d', '--attack-every', 'off');
  const house = await openCollectingHouse(simulator);
  await ensurePartitions(house.runtime.database, [EVENING - 70 * DAY, EVENING - 40 * DAY, EVENING]);

  const newAccount = () => newAccountWithDuo(house.runtime, INTEGRATION);

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

  return {
    house,
    newAccount,
    commit,
    derivedIn,
    close: async () => {
      await house.close();
      await simulator.stop();
    },
  };
}
