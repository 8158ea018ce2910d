const DAY_MS = 86_400_000;

/** For how long a factor counts as in use after its last use. */
export const FACTOR_DAYS = 90;

/** A factor that a person signs in with, and the newest UTC day of that (its start, epoch milliseconds). */
export interface FactorUse {
  readonly factor: string;
  readonly lastDay: number;
}

/** A sign-in as far as it tells of the factor behind it. */
export interface SignIn {
  /** The signal's key, in hex. */
  readonly signalKey: string;
  /** The anchor that identity events of this authentication have; null where the vendor gave it no id. */
  readonly anchor: string | null;
  readonly factor: string | null;
  readonly succeeded: boolean;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
}

/** What stands of an attack: the records that an identity event rests on. */
export interface AttackTrace {
  readonly anchor: string;
  /** Keys of signals, in hex. */
  readonly signalKeys: readonly string[];
}

/** The start of the UTC day of an instant, both in epoch milliseconds. */
export function utcDay(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/**
 * The factors that these sign-ins show to be in use. Only successes count, and none that belongs to an attack: the factor
 * that an attacker got through with says nothing of the person's habits. Order and repeats make no difference.
 */
export function factorUse(signIns: readonly SignIn[], attacks: readonly AttackTrace[]): readonly FactorUse[] {
  const isAttackers = attackersSignIns(attacks);
  const days = new Map<string, number>();
  for (const signIn of signIns) {
    const { factor, succeeded, occurredAt } = signIn;
    if (!succeeded || factor === null || isAttackers(signIn)) continue;
    days.set(factor, Math.max(days.get(factor) ?? 0, utcDay(occurredAt)));
  }
  return [...days].map(([factor, lastDay]) => ({ factor, lastDay })).sort(byFactor);
}

/** Tells the sign-ins that belong to an attack: by their record, or by the authentication they are of. */
export function attackersSignIns(attacks: readonly AttackTrace[]): (signIn: SignIn) => boolean {
  const keys = new Set(attacks.flatMap(({ signalKeys }) => signalKeys));
  const anchors = new Set(attacks.map(({ anchor }) => anchor));
  return ({ signalKey, anchor }) => keys.has(signalKey) || (anchor !== null && anchors.has(anchor));
}

/** Those that are in use at an instant (epoch ms). */
export function factorsInUse(uses: readonly FactorUse[], now: number): readonly FactorUse[] {
  const from = utcDay(now) - FACTOR_DAYS * DAY_MS;
  return uses.filter(({ lastDay }) => lastDay >= from);
}

function byFactor(a: FactorUse, b: FactorUse): number {
  return a.factor < b.factor ? -1 : 1;
}
