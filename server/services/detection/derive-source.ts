import { attacksOfNetwork } from '@/domain/detection/derived/detect-account';
import { SOURCE_WINDOW_MS, STAND_IN } from '@/domain/detection/derived/detect-source';
import { USE_DAYS } from '@/domain/detection/derived/surroundings';
import { DAY_MS, dayOf } from '@/domain/detection/derived/terms';
import { addCampaignsDue } from '@/server/data/campaigns/campaign-due';
import type { Transaction } from '@/server/data/database';
import { addDue, type DetectionDue } from '@/server/data/detection/detection-due';
import { useOf } from '@/server/data/detection/network-use';
import {
  attacksFrom,
  replaceAttacks,
  spraysFrom,
  type StoredAttack,
  storedAttack,
} from '@/server/data/detection/source-attacks';
import { triesFrom } from '@/server/data/signals/authentication-signals';
import type { Deriving } from '@/server/services/people/person-histories';

/** What a network did to many people on the days that are due; whom that concerns is due after it. */
export async function deriveSource(
  { accountId, settings }: Deriving,
  tx: Transaction,
  { name: network, from, to }: DetectionDue,
): Promise<void> {
  const days = { from: dayOf(from), to: dayOf(to) };
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
  const attacks = attacksOfNetwork(network, tries, before, use, settings)
    .filter(({ day }) => day >= days.from && day <= days.to)
    .map(storedAttack);
  const stored = await attacksFrom(accountId, tx, network, days.from, days.to);
  if (keyOf(attacks) === keyOf(stored)) return;
  await replaceAttacks(accountId, tx, network, days, attacks);
  await addCampaignsDue(accountId, tx, [{ network, from: days.from * DAY_MS, to: (days.to + 1) * DAY_MS }]);
  const touched = new Set([...stored, ...attacks].flatMap(({ targets }) => [...targets.keys()]));
  const sprayed = [...stored, ...attacks].filter(({ kind }) => kind === 'push_spray');
  for (const { personId, success, at } of tries) {
    const near = sprayed.some(
      ({ firstAt, lastAt }) => at >= firstAt - SOURCE_WINDOW_MS && at <= lastAt + SOURCE_WINDOW_MS,
    );
    if (personId !== null && !personId.startsWith(STAND_IN) && success && near) touched.add(personId);
  }
  const span = { from: days.from * DAY_MS - SOURCE_WINDOW_MS, to: (days.to + 1) * DAY_MS + SOURCE_WINDOW_MS };
  await addDue(
    accountId,
    tx,
    [...touched].map((name) => ({ subject: 'person', name, ...span })),
  );
}

/** Equal for equal attacks, in whatever order they come. */
function keyOf(attacks: readonly StoredAttack[]): string {
  return JSON.stringify(
    attacks
      .map(({ targets, ...attack }) => ({
        ...attack,
        unknownNames: [...attack.unknownNames].sort(),
        targets: [...targets].map(([personId, keys]) => [personId, ...keys].join(' ')).sort(),
      }))
      .map((attack) =>
        JSON.stringify([
          attack.kind,
          attack.day,
          attack.firstAt,
          attack.lastAt,
          attack.people,
          attack.unknownNames,
          attack.targets,
        ]),
      )
      .sort(),
  );
}
