import type { Targeted } from '@/domain/detection/derived/detect-person';
import { type SourceAttack, type SourceKind, STAND_IN } from '@/domain/detection/derived/detect-source';
import type { SpraySpan } from '@/domain/detection/derived/surroundings';
import type { Transaction } from '@/server/data/database';

/** What is stored of what one network did to many people on one UTC day. */
export interface StoredAttack {
  readonly kind: SourceKind;
  readonly day: number;
  /** Epoch milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly people: number;
  readonly unknownNames: readonly string[];
  /** Keys of the tries on each person, in hex and in order. */
  readonly targets: ReadonlyMap<string, readonly string[]>;
}

/** As it is stored. */
export function storedAttack(attack: SourceAttack): StoredAttack {
  const targets = new Map<string, string[]>();
  for (const { personId, signalKey } of attack.tries) {
    if (personId === null || personId.startsWith(STAND_IN)) continue;
    targets.set(personId, [...(targets.get(personId) ?? []), signalKey]);
  }
  const { kind, day, firstAt, lastAt, people, unknownNames } = attack;
  return { kind, day, firstAt, lastAt, people, unknownNames, targets };
}

/** What a network did on the UTC days from `from` to `to`, both included. */
export async function attacksFrom(
  accountId: string,
  tx: Transaction,
  network: string,
  from: number,
  to: number,
): Promise<StoredAttack[]> {
  const where = { accountId, network, day: { gte: from, lte: to } };
  const attacks = await tx.sourceAttack.findMany({ where, orderBy: [{ kind: 'asc' }, { day: 'asc' }] });
  const targets = await tx.sourceAttackTarget.findMany({ where });
  return attacks.map(({ kind, day, firstAt, lastAt, people, unknownNames }) => ({
    kind: sourceKind(kind),
    day,
    firstAt: firstAt.getTime(),
    lastAt: lastAt.getTime(),
    people,
    unknownNames,
    targets: new Map(
      targets
        .filter((target) => target.kind === kind && target.day === day)
        .map(({ personId, signalKeys }) => [personId, signalKeys.map(hexOf)]),
    ),
  }));
}

/** Puts these in the place of what was stored of the network on the UTC days from `from` to `to`, both included. */
export async function replaceAttacks(
  accountId: string,
  tx: Transaction,
  network: string,
  days: { readonly from: number; readonly to: number },
  attacks: readonly StoredAttack[],
): Promise<void> {
  await tx.sourceAttack.deleteMany({
    where: { accountId, network, day: { gte: days.from, lte: days.to } },
  });
  if (attacks.length === 0) return;
  await tx.sourceAttack.createMany({
    data: attacks.map(({ targets: _targets, firstAt, lastAt, unknownNames, ...attack }) => ({
      accountId,
      network,
      ...attack,
      unknownNames: [...unknownNames],
      firstAt: new Date(firstAt),
      lastAt: new Date(lastAt),
    })),
  });
  await tx.sourceAttackTarget.createMany({
    data: attacks.flatMap(({ kind, day, targets }) =>
      [...targets].map(([personId, keys]) => ({
        accountId,
        network,
        kind,
        day,
        personId,
        signalKeys: keys.map((key) => new Uint8Array(Buffer.from(key, 'hex'))),
      })),
    ),
  });
}

/**
 * The attacks on many people that each of these people is a target of, from an instant on (epoch milliseconds), and of days
 * before `until` (UTC days counted from 1970), where one is given.
 */
export async function attacksOnPeople(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  from: number,
  until: number | null = null,
): Promise<Map<string, Targeted[]>> {
  const rows = await tx.$queryRaw<
    { personId: string; kind: string; people: number; unknownNames: number; signalKeys: Uint8Array[] }[]
  >`
    SELECT t."personId", a."kind", a."people", cardinality(a."unknownNames") AS "unknownNames", t."signalKeys"
    FROM "source_attack_target" t
    JOIN "source_attack" a ON a."accountId" = t."accountId" AND a."network" = t."network" AND a."kind" = t."kind"
      AND a."day" = t."day"
    WHERE t."accountId" = ${accountId}::uuid AND t."personId" = ANY(${[...personIds]}::uuid[])
      AND a."lastAt" >= ${new Date(from)} AND (${until}::int IS NULL OR a."day" < ${until}::int)
    ORDER BY a."day", a."network", a."kind"`;
  const found = new Map<string, Targeted[]>();
  for (const { personId, kind, people, unknownNames, signalKeys } of rows) {
    const own = found.get(personId) ?? [];
    own.push({ kind: sourceKind(kind), people, unknownNames, signalKeys: new Set(signalKeys.map(hexOf)) });
    found.set(personId, own);
  }
  return found;
}

/** A network that attacked, from its first try to its last (epoch milliseconds). */
export interface Attacker {
  readonly network: string;
  readonly from: number;
  readonly to: number;
}

/** Every network that is known to have attacked many people. */
export async function allAttackers(accountId: string, tx: Transaction): Promise<Attacker[]> {
  const rows = await tx.sourceAttack.groupBy({
    by: ['network'],
    where: { accountId },
    _min: { firstAt: true },
    _max: { lastAt: true },
  });
  return rows.map(({ network, _min, _max }) => ({
    network,
    from: _min.firstAt?.getTime() ?? 0,
    to: _max.lastAt?.getTime() ?? 0,
  }));
}

/** The networks that attacked these people among others. */
export async function attackersOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<Attacker[]> {
  const rows = await tx.$queryRaw<{ network: string; from: Date; to: Date }[]>`
    SELECT a."network", min(a."firstAt") AS "from", max(a."lastAt") AS "to"
    FROM "source_attack_target" t
    JOIN "source_attack" a ON a."accountId" = t."accountId" AND a."network" = t."network" AND a."kind" = t."kind"
      AND a."day" = t."day"
    WHERE t."accountId" = ${accountId}::uuid AND t."personId" = ANY(${[...personIds]}::uuid[])
    GROUP BY a."network"`;
  return rows.map(({ network, from, to }) => ({ network, from: from.getTime(), to: to.getTime() }));
}

/** When these networks sprayed, from an instant on (epoch milliseconds). */
export async function spraysFrom(
  accountId: string,
  tx: Transaction,
  networks: readonly string[],
  from: number,
): Promise<Map<string, SpraySpan[]>> {
  const rows = await tx.sourceAttack.findMany({
    where: { accountId, network: { in: [...networks] }, kind: 'push_spray', lastAt: { gte: new Date(from) } },
    select: { network: true, firstAt: true, lastAt: true },
  });
  const sprays = new Map<string, SpraySpan[]>();
  for (const { network, firstAt, lastAt } of rows) {
    const spans = sprays.get(network) ?? [];
    spans.push({ firstAt: firstAt.getTime(), lastAt: lastAt.getTime() });
    sprays.set(network, spans);
  }
  return sprays;
}

function sourceKind(text: string): SourceKind {
  if (text === 'push_spray' || text === 'credential_stuffing') return text;
  throw new Error(`A stored attack has the unknown kind ${text}.`);
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
