import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { POLICY_REASONS } from '@/domain/access-policy';
import { deniedHref } from '@/lib/count-links';
import { normaliseTrustMonitor } from '@/server/connectors/cisco-duo/normalise-trust-monitor';
import { ensurePartitions } from '@/server/data/signals/signals';
import { getBehaviors } from '@/server/services/dashboard/get-behaviors';
import { execute } from '@/server/services/operation';
import { completeSearch } from '@/server/services/signals/complete-search';
import { searchSignals } from '@/server/services/signals/search-signals';
import { behindAddress } from '@/tests/setup/behind-numbers';
import { duoRecord, fetchedRecord } from '@/tests/setup/duo-record';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { systemActor } from '@/tests/setup/search-house';

const INTEGRATION = randomUUID();
const REASONS = Object.keys(POLICY_REASONS);
const BEFORE = Date.now() - 3_600_000;

let house: PeopleHouse;
beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [BEFORE]);
}, 60_000);
afterAll(() => house.close());

it('leads from denials for every reason of the policy to exactly them, with or without an application', async () => {
  const account = await house.newAccount([INTEGRATION]);
  const denied = (index: number, reason: string, application: object | undefined) =>
    fetchedRecord({
      ...duoRecord({ at: BEFORE + index, result: 'denied', reason, txid: randomUUID() }),
      application,
    });
  const vpn = { key: 'DI1', name: 'VPN gateway' };
  await house.commit(account, INTEGRATION, [
    ...REASONS.map((reason, index) => denied(index, reason, index % 3 === 0 ? undefined : vpn)),
    denied(50, 'location_restricted', undefined),
    // What the policy had no part in is no part of its list.
    denied(60, 'no_response', vpn),
    fetchedRecord(duoRecord({ at: BEFORE + 70, reason: 'location_restricted', txid: randomUUID() })),
  ]);
  // Trust Monitor surfaces a sign-in that the log of sign-ins has, too.
  const surfaced = duoRecord({ at: BEFORE + 80, result: 'denied', reason: 'location_restricted' });
  const repeated = fetchedRecord(surfaced);
  const raised = normaliseTrustMonitor(
    { sekey: randomUUID(), type: 'auth', surfaced_timestamp: BEFORE + 90, surfaced_auth: surfaced },
    Date.now(),
  );
  if (!raised.ok) throw new Error(raised.detail);
  await house.commit(account, INTEGRATION, [{ ...repeated, ...raised.meaning }], { stream: 'trust_monitor' });
  const reader = { actor: systemActor(account), runtime: house.runtime };
  const { policy } = await execute(getBehaviors, { ...reader, input: { range: '7d' } });
  expect(policy.denials).toBe(REASONS.length + 1);
  expect(policy.reasons).toHaveLength(REASONS.length);

  expect((await behindAddress(reader, deniedHref(policy))).listed).toBe(policy.denials);
  let nameless = 0;
  for (const { reason, denials, applications } of policy.reasons) {
    expect((await behindAddress(reader, deniedHref(policy, reason))).listed).toBe(denials);
    for (const { name, denials: own } of applications) {
      if (name === null) nameless += own;
      const { listed } = await behindAddress(reader, deniedHref(policy, reason, { name }));
      expect({ reason, name, listed }).toEqual({ reason, name, listed: own });
    }
  }
  expect(nameless).toBe(Math.ceil(REASONS.length / 3) + 1);

  const found = async (q: string) =>
    (await execute(searchSignals, { ...reader, input: { q, since: '24h' } })).signals.map(
      ({ reason }) => reason,
    );
  expect(await found('result:denied stream:trust_monitor')).toEqual(['location_restricted']);
  expect(await found('result:denied -reason:policy')).toEqual(['no_response']);
  expect(await found('-application:none result:denied -reason:policy')).toEqual(['no_response']);
  expect(await found('application:none -reason:policy')).toEqual([]);
  const completed = async (input: object) =>
    (await execute(completeSearch, { ...reader, input })).completions[0];
  expect(await completed({ field: 'reason', begins: 'pol' })).toEqual({
    value: 'policy',
    note: 'any of the access policy',
  });
  expect(await completed({ field: 'application' })).toEqual({ value: 'none', note: 'none named' });
}, 60_000);
