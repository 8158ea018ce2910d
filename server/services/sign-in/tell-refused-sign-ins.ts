import type { AccountId, MemberId } from '@/domain/identifiers';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import type { Transaction } from '@/server/data/database';
import { findMemberByEmail } from '@/server/data/members/members';
import {
  accountOfSignIns,
  markTold,
  type RefusedTry,
  untoldTries,
} from '@/server/data/members/refused-sign-ins';
import type { Runtime } from '@/server/services/runtime';

/** Tries of so long are one entry for each member, way and network address. */
const WINDOW_MS = 15 * 60_000;
/** Reasons that one entry names. */
const MOST_REASONS = 10;
/** Network addresses of one member and window that have an entry each; those of the rest share one. */
const MOST_ADDRESSES = 10;
const BATCH = 2_000;

/** A try at a member's sign-in, or at that of nobody who is known in an account's single sign-on. */
interface TryAt extends RefusedTry {
  readonly account: AccountId;
}

/**
 * Puts the tries to sign in that were refused into the audit logs of those whom they were about: how many, by what and from
 * where, a quarter of an hour in one entry. The worker does it when that time is over, so that nothing at the sign-in page
 * takes longer, or says more, where an e-mail address is a member's. Of any other address no audit log says anything.
 */
export async function tellRefusedSignIns(runtime: Runtime): Promise<void> {
  const until = Math.floor(runtime.now() / WINDOW_MS) * WINDOW_MS;
  for (;;) {
    const { tries, known } = await runtime.database.inGlobal(async (tx) => {
      const found = await untoldTries(tx, until, BATCH);
      const whose = await placed(tx, found);
      const ids = new Set(whose.map(({ id }) => id));
      await markTold(
        tx,
        found.flatMap(({ id }) => (ids.has(id) ? [] : [id])),
      );
      return { tries: found.length, known: whose };
    });
    for (const [account, own] of grouped(known, ({ account: id }) => id))
      await runtime.database.inAccount(account, (tx) => tell(runtime, tx, account, own));
    if (tries < BATCH) return;
  }
}

/** Those of the tries that are about somebody, or an account, that is known. */
async function placed(tx: Transaction, tries: readonly RefusedTry[]): Promise<TryAt[]> {
  const byEmail = new Map<string, MemberId | null>();
  const accounts = new Map<MemberId, AccountId | null>();
  const found: TryAt[] = [];
  for (const one of tries) {
    if (one.memberId === null && one.providerOf === null && !byEmail.has(one.subject))
      byEmail.set(one.subject, (await findMemberByEmail(tx, one.subject))?.id ?? null);
    const memberId = one.memberId ?? byEmail.get(one.subject) ?? null;
    if (memberId !== null && !accounts.has(memberId))
      accounts.set(memberId, await accountOfSignIns(tx, memberId));
    const account = one.providerOf ?? (memberId === null ? null : (accounts.get(memberId) ?? null));
    if (account !== null) found.push({ ...one, memberId, account });
  }
  return found;
}

async function tell(
  { auditKey, now }: Pick<Runtime, 'auditKey' | 'now'>,
  tx: Transaction,
  accountId: AccountId,
  tries: readonly TryAt[],
): Promise<void> {
  const untold = await markTold(
    tx,
    tries.map(({ id }) => id),
  );
  const mine = tries.filter(({ id }) => untold.has(id));
  const ofSomebody = ({ memberId, way, at }: TryAt) =>
    `${Math.floor(at / WINDOW_MS)} ${memberId ?? ''} ${way}`;
  for (const [, own] of grouped(mine, ofSomebody)) {
    const places = [...grouped(own, ({ counted }) => counted).values()].sort((a, b) => b.length - a.length);
    const apart = places.length > MOST_ADDRESSES ? places.slice(0, MOST_ADDRESSES - 1) : places;
    const rest = places.slice(apart.length);
    for (const place of apart) await write(place, place.at(-1)?.address ?? null, {});
    if (rest.length > 0) await write(rest.flat(), null, { addresses: rest.length });
  }

  async function write(some: readonly TryAt[], address: string | null, more: object): Promise<void> {
    const times = some.map(({ at }) => at).sort((a, b) => a - b);
    const reasons = [...new Set(some.flatMap(({ reason }) => (reason === null ? [] : [reason])))].slice(
      0,
      MOST_REASONS,
    );
    const turnedAway = some.reduce((sum, one) => sum + one.turnedAway, 0);
    await appendAuditEntry(accountId, tx, auditKey, {
      ...{ at: now(), actorKind: 'system', actorId: null, actorName: 'sign-in page', address },
      ...{ action: 'refuse-sign-in', entity: 'member', entityId: some[0]?.memberId ?? null, before: null },
      after: {
        by: some[0]?.way,
        tries: some.length,
        ...(turnedAway > 0 && { turnedAway }),
        ...(reasons.length > 0 && { reasons }),
        from: isoOf(times[0]),
        until: isoOf(times.at(-1)),
        ...more,
      },
    });
  }
}

function isoOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
