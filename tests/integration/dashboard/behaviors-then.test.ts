import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { INDIVIDUAL_SORTS } from '@/domain/people/individual-order';
import { BREAKDOWNS } from '@/domain/views/identity-scores';
import type { EventsPage, Reading } from '@/domain/views/person';
import { highADayBeforeHref } from '@/lib/count-links';
import { eventPeopleHref, eventsHref } from '@/lib/event-links';
import { getBehaviors } from '@/server/services/dashboard/get-behaviors';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { getIdentityDetails } from '@/server/services/dashboard/get-identity-details';
import { getScoreBreakdown } from '@/server/services/dashboard/get-score-breakdown';
import { listIndividuals } from '@/server/services/dashboard/list-individuals';
import { listEvents } from '@/server/services/events/list-events';
import { execute } from '@/server/services/operation';
import { behindAddress } from '@/tests/setup/behind-numbers';
import { type EventfulHouse, liveThroughAWeek } from '@/tests/setup/eventful-house';
import type { ScoringHouse } from '@/tests/setup/scoring-house';

/** Of events and of the people who had them. */
const NARROWINGS = [
  { kind: 'novel_asn' },
  { department: 'finance' },
  { ungrouped: 'true' },
  { group: 'trust_monitor' },
] as const;

/** What the pages of behaviors say of a moment, without what is of now alone and without the moment itself. */
async function behaviorsAt(
  { who }: ScoringHouse,
  moment: { at?: string; reading?: Reading },
): Promise<unknown[]> {
  const of = (input: object) => ({ ...who, input: { range: '7d', ...input, ...moment } });
  const past = { asOf: null, reading: null };
  const { policy, ...others } = await execute(getBehaviors, of({}));
  const answers: unknown[] = [
    { ...(await execute(getIdentityDetails, of({}))), ...past, feed: null },
    // Denials of now are counted to the end of the last bar, those of then to its moment: there is none in between.
    { ...others, ...past, policy: { ...policy, to: null } },
  ];
  for (const by of BREAKDOWNS) answers.push({ ...(await execute(getScoreBreakdown, of({ by }))), ...past });
  for (const filter of [...INDIVIDUAL_SORTS.map((sort) => ({ sort })), ...NARROWINGS, { band: 'medium' }])
    answers.push({ filter, ...(await execute(listIndividuals, of(filter))), ...past });
  for (const filter of [{}, ...NARROWINGS, { outcome: 'got_in' }, { disposition: 'dismissed' }]) {
    const { events, total } = await execute(listEvents, of(filter));
    answers.push({ filter, total, events: told(events) });
  }
  return answers;
}

/** Events without who may undo a decision, which is of now. */
function told(events: EventsPage['events']) {
  return events.map(({ disposition, ...event }) => ({ ...event, verdict: disposition?.verdict ?? null }));
}

describe('the behaviors at a past instant', () => {
  let house: EventfulHouse;
  const seen: { at: string; behaviors: unknown[] }[] = [];

  async function look(during: ScoringHouse): Promise<void> {
    // Every answer of one look is of one instant.
    vi.spyOn(Date, 'now').mockReturnValue(Date.now());
    const at = new Date(during.runtime.now()).toISOString();
    seen.push({ at, behaviors: await behaviorsAt(during, {}) });
    vi.restoreAllMocks();
  }

  beforeAll(async () => {
    house = await liveThroughAWeek(look);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => house.close());

  it('are what they were, as known then: kinds, people, what scores are made of, and events', async () => {
    for (const { at, behaviors } of seen) expect(await behaviorsAt(house, { at })).toEqual(behaviors);
    let differ = 0;
    for (const { at, behaviors } of seen) {
      const later = await behaviorsAt(house, { at, reading: 'hindsight' });
      differ += later.filter((answer, index) => !isDeepStrictEqual(answer, behaviors[index])).length;
    }
    expect(differ).toBeGreaterThan(30);
  });

  it.each(['then', 'hindsight'] as const)(
    'are led to by every number of the dashboard with as many in the list: %s',
    async (reading) => {
      let compared = 0;
      let highBefore = 0;
      // Addresses are read by the clock of whoever follows them.
      const now = house.runtime.now();
      vi.spyOn(Date, 'now').mockReturnValue(now);
      for (const { at } of seen) {
        const input = { range: '7d', at, reading };
        const dashboard = await execute(getDashboard, { ...house.who, input });
        const { identity, lastDay } = dashboard;
        const numbers: (readonly [number, string])[] = [
          [lastDay.events, eventsHref({ range: '24h' })],
          [identity.events, eventsHref({ range: '7d' })],
          [identity.people, eventPeopleHref({ range: '7d' })],
          ...identity.kinds.flatMap(({ kind, events, people }): (readonly [number, string])[] => [
            [events, eventsHref({ range: '7d', kind })],
            [people, eventPeopleHref({ range: '7d', kind })],
          ]),
        ];
        const before = await behindAddress(house.who, highADayBeforeHref(dashboard));
        expect(before.listed).toBe(lastDay.highOrAbove - lastDay.highOrAboveChange);
        highBefore += before.listed;
        for (const [count, href] of numbers) {
          const behind = await behindAddress(house.who, `${href}&${new URLSearchParams({ at, reading })}`);
          expect({ at, href, ...behind }).toEqual({ at, href, said: count, listed: count });
          compared += count > 0 ? 1 : 0;
        }
      }
      expect(compared).toBeGreaterThan(20);
      expect(highBefore).toBeGreaterThan(0);
    },
  );

  it('go on page after page, and are refused beside what says already what was known', async () => {
    const at = seen[3]?.at ?? '';
    const ask = (input: object) => execute(listIndividuals, { ...house.who, input });
    const refused = (field: string) => ({ code: 'invalid_input', fields: [{ field }] });
    await expect(
      execute(listEvents, { ...house.who, input: { range: '7d', at, known: at } }),
    ).rejects.toMatchObject(refused('known'));
    const campaign = '00000000-0000-4000-8000-000000000000';
    await expect(execute(listEvents, { ...house.who, input: { campaign, at } })).rejects.toMatchObject(
      refused('campaign'),
    );
    await expect(ask({ at: '2199-01-01T00:00:00Z' })).rejects.toMatchObject(refused('at'));
  });
});
