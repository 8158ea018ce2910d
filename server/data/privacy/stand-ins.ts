import { randomBytes, randomUUID } from 'node:crypto';
import { STAND_IN } from '@/domain/detection/derived/detect-source';
import { networkOf } from '@/domain/detection/derived/network';
import type { Transaction } from '@/server/data/database';
import { triesOf } from '@/server/data/signals/authentication-signals';

/** Somebody who is about to be erased, and the names that stand in lists of names, in lower case. */
export interface ToStandIn {
  readonly personIds: readonly string[];
  readonly names: readonly string[];
  readonly integrationIds: readonly string[];
}

/** What takes the place of somebody on one network: other elsewhere, so that nobody puts the places together. */
class StandIns {
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();

  idOn(network: string): string {
    return of(this.#ids, network, randomUUID);
  }
  nameOn(network: string, name: string): string {
    return of(this.#names, JSON.stringify([network, name]), () => `erased-${randomBytes(6).toString('hex')}`);
  }
}

function of(known: Map<string, string>, key: string, make: () => string): string {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/**
 * Leaves somebody's part in what concerns others, and takes their name from it: tries on networks that others tried too,
 * who succeeded and failed from where, whom pushes went to. So what was found about others is found again as it was.
 */
export async function standIn(accountId: string, tx: Transaction, person: ToStandIn): Promise<void> {
  const standIns = new StandIns();
  await keepTries(accountId, tx, person, standIns);
  await standInAttacks(accountId, tx, person, standIns);
  await standInUse(accountId, tx, person, standIns);
  await standInPushes(accountId, tx, person, standIns);
}

async function keepTries(
  accountId: string,
  tx: Transaction,
  { personIds, names, integrationIds }: ToStandIn,
  standIns: StandIns,
): Promise<void> {
  const tries = (await triesOf(accountId, tx, { personIds, names, integrationIds })).flatMap((one) => {
    const network = networkOf(one.ip);
    return network === null ? [] : [{ ...one, network }];
  });
  const networks = [...new Set(tries.map(({ network }) => network))];
  const shared = await tx.$queryRaw<{ source: string }[]>`
    SELECT "source" FROM "network_use" WHERE "accountId" = ${accountId}::uuid AND "source" = ANY(${networks})
    GROUP BY "source" HAVING bool_or(NOT "people" <@ ${[...personIds]}::uuid[] OR NOT "failed" <@ ${[...names]}::text[])`;
  const kept = new Set(shared.map(({ source }) => source));
  const rows = tries.filter(({ network }) => kept.has(network));
  await tx.erasedTry.createMany({
    data: rows.map(({ network, at, signalKey, personId, name, push, refusedPush, success }) => ({
      accountId,
      network,
      at: new Date(at),
      signalKey: Uint8Array.from(Buffer.from(signalKey, 'hex')),
      standIn: personId === null ? null : `${STAND_IN}${standIns.idOn(network)}`,
      name: standIns.nameOn(network, name),
      push,
      refusedPush,
      success,
    })),
    skipDuplicates: true,
  });
}

/** Names that the vendor did not know when they were tried. */
async function standInAttacks(
  accountId: string,
  tx: Transaction,
  { names }: ToStandIn,
  standIns: StandIns,
): Promise<void> {
  const attacks = await tx.sourceAttack.findMany({
    where: { accountId, unknownNames: { hasSome: [...names] } },
    select: { network: true, kind: true, day: true, unknownNames: true },
  });
  const own = new Set(names);
  for (const { network, kind, day, unknownNames } of attacks)
    await tx.sourceAttack.update({
      where: { accountId_network_kind_day: { accountId, network, kind, day } },
      data: {
        unknownNames: unknownNames
          .map((name) => (own.has(name) ? standIns.nameOn(network, name) : name))
          .sort(),
      },
    });
}

async function standInUse(
  accountId: string,
  tx: Transaction,
  { personIds, names }: ToStandIn,
  standIns: StandIns,
): Promise<void> {
  const used = await tx.$queryRaw<{ source: string; day: number; people: string[]; failed: string[] }[]>`
    SELECT "source", "day", "people"::text[], "failed" FROM "network_use"
    WHERE "accountId" = ${accountId}::uuid
      AND ("people" && ${[...personIds]}::uuid[] OR "failed" && ${[...names]}::text[])
    ORDER BY "source", "day" FOR UPDATE`;
  const ids = new Set(personIds);
  const own = new Set(names);
  const rows = used.map(({ source, day, people, failed }) => ({
    source,
    day,
    people: people.map((id) => (ids.has(id) ? standIns.idOn(source) : id)),
    failed: failed.map((name) => (own.has(name) ? standIns.nameOn(source, name) : name)),
  }));
  if (rows.length === 0) return;
  await tx.$executeRaw`
    UPDATE "network_use" u SET "people" = r."people", "failed" = r."failed"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("source" text, "day" int, "people" uuid[], "failed" text[])
    WHERE u."accountId" = ${accountId}::uuid AND u."source" = r."source" AND u."day" = r."day"`;
}

async function standInPushes(
  accountId: string,
  tx: Transaction,
  { names }: ToStandIn,
  standIns: StandIns,
): Promise<void> {
  const rows = names.map((name) => ({ name, token: standIns.nameOn('push', name) }));
  await tx.$executeRaw`
    UPDATE "push_quarter" q SET "names" = ARRAY(SELECT coalesce(r."token", n) FROM unnest(q."names") n
      LEFT JOIN jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("name" text, "token" text) ON r."name" = n)
    WHERE q."accountId" = ${accountId}::uuid AND q."names" && ${[...names]}::text[]`;
}
