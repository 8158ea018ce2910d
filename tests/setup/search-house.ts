import { randomUUID } from 'node:crypto';
import type { AccountId } from '@/domain/identifiers';
import { ensurePartitions } from '@/server/data/signals/signals';
import type { Actor } from '@/server/services/actor';
import { duoRecord, fetchedRecord } from './duo-record';
import type { PeopleHouse } from './people-house';

const APPLICATIONS = ['Salesforce', 'VPN gateway', 'Mail "inside"', '100% cloud'];
const REASONS = ['user_approved', 'no_response', 'invalid_passcode', 'denied_network'];
const FACTORS = ['duo_push', 'passcode', 'phone_call'];
const RESULTS = ['success', 'denied', 'fraud'] as const;
const COUNTRIES = ['Nigeria', 'United States', 'Norway'];

/** Whole numbers below a bound, the same for a seed. */
export function randomBelow(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/**
 * Commits sign-ins of ten people over the days before an instant, from few addresses, to few applications, several of
 * them in the same millisecond.
 */
export async function commitSignIns(
  house: PeopleHouse,
  accountId: AccountId,
  integrationId: string,
  { before, days, count, seed }: { before: number; days: number; count: number; seed: number },
): Promise<void> {
  const below = randomBelow(seed);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)] ?? never();
  const instants = Array.from({ length: Math.ceil(count / 3) }, () => before - 1 - below(days * 86_400_000));
  const records = Array.from({ length: count }, (_, index) => {
    const person = below(10);
    const raw = duoRecord({
      at: instants[index % instants.length] ?? before,
      user: `user${person}`,
      userKey: person === 9 ? null : `DU${person}`,
      email: `user${person}@example.com`,
      ip: pick(['198.51.100.7', '198.51.100.200', '203.0.113.9', '2001:db8::5', '192.0.2.77']),
      device: pick(['EPLAPTOP', 'EPDESKTOP', 'EPPHONE']),
      result: pick(RESULTS),
      reason: pick(REASONS),
      factor: pick(FACTORS),
      place: ['Town', pick(COUNTRIES)],
      txid: randomUUID(),
    });
    return fetchedRecord({ ...raw, application: { key: 'DI1', name: pick(APPLICATIONS) } });
  });
  await ensurePartitions(house.runtime.database, instants);
  for (let start = 0; start < records.length; start += 500)
    await house.commit(accountId, integrationId, records.slice(start, start + 500));
}

function never(): never {
  throw new Error('There is nothing to pick from.');
}

export function systemActor(accountId: AccountId): Actor {
  return { kind: 'system', name: 'test', accountId };
}
