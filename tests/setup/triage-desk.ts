import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { type AccountId, memberIdSchema } from '@/domain/identifiers';
import { type BuiltInRole, builtInRole } from '@/domain/roles';
import type { Actor } from '@/server/services/actor';
import { decideEvents, previewDisposition } from '@/server/services/events/decide-events';
import type { undoDisposition } from '@/server/services/events/settle-disposition';
import { execute } from '@/server/services/operation';
import { recomputed } from './decided-events';
import type { RecordWish } from './duo-record';
import { namedRecord, type PeopleHouse } from './people-house';

/** The integration that a desk collects from. */
export const DUO = randomUUID();

/** Somebody who is signed in, with one of Parapet's roles. */
export function member(
  accountId: AccountId,
  name: string,
  role: BuiltInRole = 'analyst',
  memberId: string = randomUUID(),
) {
  return {
    kind: 'member',
    memberId: memberIdSchema.parse(memberId),
    name,
    accountId,
    role,
    permissions: builtInRole(role)?.permissions ?? [],
    sessionId: randomUUID(),
    seesNames: true,
    mustChoosePassword: false,
    noticeAccepted: true,
    mustAddSecondFactor: false,
    provenAt: Date.now(),
    fullyProvenAt: Date.now(),
    address: null,
  } as const satisfies Actor;
}

/** An account with two analysts, and what they do. What they do is checked against what follows from it. */
export async function newDesk(house: PeopleHouse) {
  const accountId = await house.newAccount([DUO]);
  const [ada, ben] = [member(accountId, 'Ada'), member(accountId, 'Ben')];
  const { runtime } = house;
  const commit = (wishes: readonly RecordWish[], now = Date.now()) =>
    house.commit(
      accountId,
      DUO,
      wishes.map((wish) => namedRecord(wish, {}, now)),
      { now },
    );
  const decide = (input: Record<string, unknown>, actor = ada) =>
    execute(decideEvents, { actor, runtime, input: { verdict: 'benign', reason: 'known', ...input } });
  const preview = (input: Record<string, unknown>, actor = ada) =>
    execute(previewDisposition, { actor, runtime, input: { verdict: 'benign', ...input } });
  const settle = (operation: typeof undoDisposition, id: string, actor = ben) =>
    execute(operation, { actor, runtime, input: { id } });
  const events = (where = 'true') =>
    house.sql(
      `SELECT e.id, e."personId", e.kind, e.disposition, e."dispositionId", p.username FROM identity_event e
       JOIN person p ON p."accountId" = e."accountId" AND p.id = e."personId"
       WHERE e."accountId" = $1 AND e."retractedAt" IS NULL AND ${where} ORDER BY e."occurredAt", e.id`,
      [accountId],
    );
  const heats = () =>
    house.sql('SELECT "personId", heat FROM person_heat WHERE "accountId" = $1 ORDER BY 1', [accountId]);
  const everything = () => recomputed((text, values) => house.sql(text, values), accountId);
  /** Marks, scores and counters are what follows from events and decisions; returns how many events are dismissed. */
  const expectRecomputed = async () => {
    const { stored, anew, dismissed } = await everything();
    expect(stored).toEqual(anew);
    return dismissed;
  };
  return {
    accountId,
    ada,
    ben,
    runtime,
    commit,
    decide,
    preview,
    settle,
    events,
    heats,
    expectRecomputed,
    everything,
  };
}

/** A sign-in in which Duo sees push harassment. */
export const harassed = (at: number, more: Partial<RecordWish> = {}): RecordWish => ({
  at,
  detectors: [{ detector: 'PUSH_HARASSMENT' }],
  ...more,
});
/** A sign-in from a network that Duo has not seen. */
export const novel = (at: number, more: Partial<RecordWish> = {}): RecordWish => ({
  at,
  detectors: [{ detector: 'NOVEL_ASN' }],
  ...more,
});

/** Until somebody waits for a lock that the test holds. */
export async function waitsForLock(house: PeopleHouse): Promise<void> {
  const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await expect.poll(() => house.sql(waiting), { timeout: 10_000 }).toHaveLength(1);
}
