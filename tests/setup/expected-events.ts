import { z } from 'zod';
import { attackFactor } from '@/domain/scoring/attack-factor';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import type { CollectingHouse } from './collecting-house';
import { recomputed } from './decided-events';
import type { Simulator } from './simulator-process';

const recordsSchema = z.object({ records: z.array(z.looseObject({ ms: z.number(), raw: z.string() })) });

/** The distinct records that the simulator served or will serve in a window, as text. Both ends are in it. */
export async function servedRecords(simulator: Simulator, from: number, to: number): Promise<string[]> {
  const reply = recordsSchema.parse(await simulator.control(`GET /records?from=${from}&to=${to}`));
  return [...new Set(reply.records.map((record) => record.raw))];
}

/** Stored heat equals a full recomputation for every person; returns how many people there are. */
export async function compareHeat(house: CollectingHouse): Promise<{ people: number; wrong: string[] }> {
  const { stored, anew } = await recomputed((text, values) => house.sql(text, values), house.accountId);
  const heats = new Map(anew.people.map(([id, , heat]) => [id, heat]));
  const wrong = stored.people.filter(([id, , heat]) => heats.get(id) !== heat).map(([id]) => id);
  return { people: stored.people.length, wrong };
}

/** The attack factor of every person who has one, by person id, at an instant. */
export async function factorsAt(house: CollectingHouse, at: number): Promise<Map<string, number>> {
  return house.runtime.database.inAccount(house.accountId, async (tx) => {
    const rows = await house.sql(
      'SELECT DISTINCT "personId" FROM identity_event WHERE "retractedAt" IS NULL',
    );
    const ids = z
      .array(z.object({ personId: z.string() }))
      .parse(rows)
      .map((row) => row.personId);
    const events = await scoredEventsOf(house.accountId, tx, ids);
    return new Map(
      ids.map((id) => [id, attackFactor(events.get(id) ?? [], DEFAULT_POLICY, 'standard', at).uncapped]),
    );
  });
}
