import { z } from 'zod';
import type { Band } from '@/domain/bands';
import { POSTURE_STATES } from '@/domain/human-risk/posture-state';
import { instantSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { type BandFloorHeats, bandFloorHeats, type HeatRange, heatRangeOf } from '@/domain/scoring/heat';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { kindSchema, peoplePageSchema } from '@/domain/views/person';
import { bandSchema } from '@/domain/views/score';
import { countBands } from '@/server/data/person-heat';
import { accountRisk } from '@/server/data/human-risk-figures';
import { listPeopleByHumanRisk, type RiskCursor } from '@/server/data/people-by-human-risk';
import {
  countPeople,
  type HeatCursor,
  type ListedPerson,
  listPeopleByHeat,
  type PeopleNarrowing,
} from '@/server/data/person-list';
import { currentPolicy } from '@/server/data/scoring-policies';
import { defineOperation } from './operation';
import { cursorInstantSchema, cursorNumberSchema, readCursor, writeCursor, wrongCursor } from './page-cursor';
import { presentPerson } from './present-person';

const PAGE = 50;
/** Nothing is scored from before: heat counts from here. */
const EARLIEST = Date.UTC(2020, 0, 1);
const place = { id: z.uuid(), at: cursorInstantSchema, policy: z.int() };
/** A cursor belongs to the order that it was made for. */
const cursorSchema = z.union([
  z.object({ heat: cursorNumberSchema.nullable(), ...place }),
  z.object({ risk: cursorNumberSchema.nullable(), ...place }),
]);

/**
 * People by attack factor, or by human risk score. Every page of one list is as of the instant of the first; human risk
 * scores are those of the day.
 */
export const listPeople = defineOperation({
  name: 'list-people',
  http: { method: 'GET', path: '/api/v1/people' },
  permission: 'people:read',
  input: z.object({
    q: z.string().trim().max(200, 'search: use at most 200 characters.').optional(),
    /** A band of the attack factor. */
    band: bandSchema.optional(),
    /** The lowest band of the attack factor, where several are wanted. */
    least: bandSchema.optional(),
    /** A band of the human risk score. */
    risk: bandSchema.optional(),
    posture: z.enum(POSTURE_STATES).optional(),
    /** The name of a group of the directory, in any case. */
    group: z.string().max(300, 'group: use at most 300 characters.').optional(),
    sort: z
      .enum(['attack_factor', 'human_risk'], 'sort: use attack_factor or human_risk.')
      .default('attack_factor'),
    kind: kindSchema.optional(),
    at: instantSchema.optional(),
    cursor: z.string().max(500).optional(),
  }),
  output: peoplePageSchema,
  audit: { none: 'Listing people opens no profile.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, input) => {
    const cursor = readCursor(cursorSchema, input.cursor);
    if (cursor !== null && !isKnowable(cursor.at, now)) throw wrongCursor();
    if (cursor !== null && 'risk' in cursor !== (input.sort === 'human_risk')) throw wrongCursor();
    const at = cursor?.at ?? (input.at === undefined ? now : Date.parse(input.at));
    if (!isKnowable(at, now))
      throw Refusal.invalid(
        'at',
        'at: name an instant from the year 2020 to a day from now, or leave it out for this moment.',
      );
    const { number, policy } = await currentPolicy(accountId, tx);
    // Heats of two policies have no order: a list begins and ends under one.
    if (cursor !== null && cursor.policy !== number)
      throw Refusal.conflict(
        'cursor',
        `cursor: policy ${number} has come into force since this list began. Begin it anew, without a cursor.`,
      );
    const search = input.q ?? null;
    const kind = input.kind ?? null;
    const range = heatRange(input, bandFloorHeats(policy, at));
    const narrowing: PeopleNarrowing = {
      policy: number,
      range,
      risk: input.risk ?? null,
      posture: input.posture ?? null,
      group: input.group ?? null,
      search,
      kind,
    };
    const rows =
      input.sort === 'human_risk'
        ? await listPeopleByHumanRisk(accountId, tx, {
            ...narrowing,
            after: cursor !== null && 'risk' in cursor ? riskCursor(cursor) : null,
            limit: PAGE + 1,
          })
        : await listPeopleByHeat(accountId, tx, {
            ...narrowing,
            after: cursor !== null && 'heat' in cursor ? heatCursor(cursor) : null,
            limit: PAGE + 1,
          });
    const { bands, total } = await countBands(accountId, tx, number, policy, at);
    const risk = await accountRisk(accountId, tx);
    const filtered = Object.values({ ...narrowing, policy: null }).some((value) => value !== null);
    const people = rows.slice(0, PAGE);
    const last = people.at(-1);
    return {
      at: new Date(at).toISOString(),
      policy: number,
      people: people.map((person) => presentPerson(person, policy, at)),
      bands,
      risk: { bands: risk.bands, without: risk.without },
      total: filtered ? await countPeople(accountId, tx, narrowing) : total,
      nextCursor:
        rows.length <= PAGE || last === undefined
          ? null
          : cursorAfter(last, input.sort, { at, policy: number }),
    };
  },
});

function heatRange(
  { band, least }: { readonly band?: Band | undefined; readonly least?: Band | undefined },
  floors: BandFloorHeats,
): HeatRange | null {
  if (band !== undefined && least !== undefined)
    throw Refusal.invalid('least', 'least: use it without band, which says the band already.');
  if (band !== undefined) return heatRangeOf(band, floors);
  // Very Low or above is everybody.
  return least === undefined || least === 'very_low' ? null : { ...heatRangeOf(least, floors), below: null };
}

function heatCursor({ heat, id }: { heat: string | null; id: string }): HeatCursor {
  return { heat: heat === null ? null : Number(heat), personId: id };
}

function riskCursor({ risk, id }: { risk: string | null; id: string }): RiskCursor {
  return { score: risk === null ? null : Number(risk), personId: id };
}

function cursorAfter(
  last: ListedPerson,
  sort: 'attack_factor' | 'human_risk',
  of: { readonly at: number; readonly policy: number },
): string {
  const text = (value: number | null): string | null => (value === null ? null : String(value));
  return sort === 'human_risk'
    ? writeCursor({ risk: text(last.humanRisk), id: last.id, ...of })
    : writeCursor({ heat: text(last.heat), id: last.id, ...of });
}

/** Whether a list can be as of this instant; a day ahead allows for clocks that differ. */
function isKnowable(at: number, now: number): boolean {
  return at >= EARLIEST && at <= now + DAY_MS;
}
