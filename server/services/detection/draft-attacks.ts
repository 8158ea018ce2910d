import { attacksOfNetwork, targetedOf } from '@/domain/detection/derived/detect-account';
import type { Targeted } from '@/domain/detection/derived/detect-person';
import { SOURCE_WINDOW_MS, type SourceAttack } from '@/domain/detection/derived/detect-source';
import type { SettingsHistory } from '@/domain/detection/derived/detector-settings';
import { MOST_PEOPLE, type SpraySpan, USE_DAYS } from '@/domain/detection/derived/surroundings';
import { DAY_MS, dayOf } from '@/domain/detection/derived/terms';
import type { Transaction } from '@/server/data/database';
import { failingNetworks, useOf } from '@/server/data/detection/network-use';
import { spraysFrom } from '@/server/data/detection/source-attacks';
import { triesFrom } from '@/server/data/signals/authentication-signals';

/** Networks a transaction: their tries are in memory together. */
const NETWORKS = 20;

/** What networks would have done to many people, by settings that are tried. */
export interface DraftedAttacks {
  /** The first UTC day that they are of; what is stored of earlier days stands. */
  readonly fromDay: number;
  targeted(personId: string): readonly Targeted[];
  /** Of a network, with what is stored of it from earlier days. */
  sprays(stored: ReadonlyMap<string, readonly SpraySpan[]>): ReadonlyMap<string, readonly SpraySpan[]>;
}

/**
 * Runs the detectors of sources over the stored tries of a period (epoch milliseconds), by settings of which the newest are
 * a draft. Looks at every network from which as many names failed within three days as the draft, or the settings in
 * force, take for an attack.
 */
export async function draftAttacks(
  accountId: string,
  transaction: <T>(run: (tx: Transaction) => Promise<T>) => Promise<T>,
  settings: SettingsHistory,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<DraftedAttacks> {
  const days = { from: dayOf(from), to: dayOf(to) };
  const names = Math.min(
    MOST_PEOPLE,
    ...settings.flatMap(({ thresholds: { sprayPeople, slowSprayPeople, stuffingNames } }) => [
      ...[sprayPeople, slowSprayPeople, stuffingNames],
    ]),
  );
  const attacks = new Map<string, readonly SourceAttack[]>();
  for (let after: string | null = null; ;) {
    const last: string | null = after;
    const networks: string[] = await transaction(async (tx) => {
      const found = await failingNetworks(accountId, tx, days, names, last, NETWORKS);
      for (const network of found)
        attacks.set(network, await drafted(accountId, tx, network, days, settings));
      return found;
    });
    after = networks.at(-1) ?? null;
    if (after === null || networks.length < NETWORKS) break;
  }
  const all = [...attacks.values()].flat();
  return {
    fromDay: days.from,
    targeted: (personId) => targetedOf(all, personId),
    sprays: (stored) => {
      const spans = new Map(
        [...stored].map(([network, known]) => [
          network,
          known.filter(({ firstAt }) => dayOf(firstAt) < days.from),
        ]),
      );
      for (const [network, found] of attacks) {
        const sprayed = found.filter(({ kind }) => kind === 'push_spray');
        spans.set(network, [...(spans.get(network) ?? []), ...sprayed]);
      }
      return spans;
    },
  };
}

async function drafted(
  accountId: string,
  tx: Transaction,
  network: string,
  days: { readonly from: number; readonly to: number },
  settings: SettingsHistory,
): Promise<readonly SourceAttack[]> {
  const tries = await triesFrom(
    accountId,
    tx,
    network,
    days.from * DAY_MS - SOURCE_WINDOW_MS,
    (days.to + 1) * DAY_MS + SOURCE_WINDOW_MS,
  );
  const use = await useOf(accountId, tx, [network], days.from - USE_DAYS - 1, days.to);
  const sprays = await spraysFrom(accountId, tx, [network], (days.from - USE_DAYS - 1) * DAY_MS);
  const before = (sprays.get(network) ?? []).filter(({ firstAt }) => dayOf(firstAt) < days.from);
  return attacksOfNetwork(network, tries, before, use, settings).filter(({ day }) => day >= days.from);
}
