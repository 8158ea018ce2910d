import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BANDS } from '@/domain/bands';
import { EVENT_GROUPS } from '@/domain/event-catalogue';
import { collectedHref, deniedHref, highADayBeforeHref, knownFromHref, postureHref } from '@/lib/count-links';
import { eventPeopleHref, eventsHref } from '@/lib/event-links';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { getOverTime } from '@/server/services/dashboard/get-over-time';
import { getScoreBreakdown } from '@/server/services/dashboard/get-score-breakdown';
import { listIndividuals } from '@/server/services/dashboard/list-individuals';
import { settleDetection } from '@/server/services/detection/settle-detection';
import { decideEvents } from '@/server/services/events/decide-events';
import { listEvents } from '@/server/services/events/list-events';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { listIntegrations } from '@/server/services/integrations/list-integrations';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { listPeople } from '@/server/services/people/list-people';
import { getPersonCare, setPersonCare } from '@/server/services/people/person-care';
import { scoreHumanRisk } from '@/server/services/scoring/score-human-risk';
import { behindAddress } from '@/tests/setup/behind-numbers';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const DAY_MS = 86_400_000;

type NumberWithLink = readonly [what: string, count: number, href: string];

describe('every number of the dashboard and of the behaviors', () => {
  let simulator: Simulator;
  let house: CollectingHouse;

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '60', '--history', '25d', '--seed', '7', '--lag', '0s', '--rate-limit', 'off'],
      ...['--attack-every', 'off'],
    );
    house = await openCollectingHouse(simulator);
    const id = await house.connect('Cisco Duo', Date.now() - 20 * DAY_MS, ['authentication', 'directory']);
    for (const stream of ['directory', 'authentication']) expect(await house.poll(id, stream)).toBe('done');
    await execute(settleDetection, { ...read(), input: {} });
    while ((await execute(scoreHumanRisk, { ...read(), input: {} })).more);
  }, 180_000);
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  function read() {
    return { actor: house.actor, runtime: house.runtime };
  }

  /** Follows each link and compares: what the number says, what the page says, and what it lists. */
  async function compare(numbers: readonly NumberWithLink[]) {
    const found: NumberWithLink[] = [];
    for (const [what, , href] of numbers) {
      const { said, listed } = await behindAddress(read(), href);
      expect({ what, said: said ?? listed }).toEqual({ what, said: listed });
      found.push([what, listed, href]);
    }
    expect(found).toEqual(numbers);
  }

  it('leads to a list with the same filter and the same count', async () => {
    for (const range of ['24h', '7d', '30d'] as const) {
      const dashboard = await execute(getDashboard, { ...read(), input: { range } });
      const { identity, attackFactor, humanRisk, lastDay, campaigns, posture, policyDenials } = dashboard;
      await compare([
        ['people', attackFactor.total, '/people'],
        ...BANDS.flatMap((band): NumberWithLink[] => [
          [`factor ${band}`, attackFactor.bands[band], `/people?band=${band}`],
          [`risk ${band}`, humanRisk.bands[band], `/people?sort=human_risk&risk=${band}`],
        ]),
        ['without a score', humanRisk.without, '/people?sort=human_risk&risk=none'],
        ['last day', lastDay.events, eventsHref({ range: '24h' })],
        ['high or above', lastDay.highOrAbove, '/people?least=high'],
        ['a day ago', lastDay.highOrAbove - lastDay.highOrAboveChange, highADayBeforeHref(dashboard)],
        ['campaigns', campaigns?.open ?? -1, '/campaigns'],
        ['events', identity.events, eventsHref({ range })],
        ['people with events', identity.people, eventPeopleHref({ range })],
        ...identity.integrations.flatMap(({ id, name, events, people }): NumberWithLink[] => [
          [`events of ${name}`, events, eventsHref({ range, integration: id })],
          [`people of ${name}`, people, eventPeopleHref({ range, integration: id })],
        ]),
        ...identity.kinds.flatMap(({ kind, events, people }): NumberWithLink[] => [
          [`events ${kind}`, events, eventsHref({ range, kind })],
          [`people ${kind}`, people, eventPeopleHref({ range, kind })],
        ]),
        ...posture.flatMap(({ id, atRisk, states }): NumberWithLink[] => [
          [id, atRisk, postureHref(id)],
          ...states.map(({ state, people }): NumberWithLink => [state, people, postureHref(state)]),
        ]),
        ['denials', policyDenials.denials, deniedHref(policyDenials)],
        ...policyDenials.reasons.flatMap((reason): NumberWithLink[] => [
          [reason.reason, reason.denials, deniedHref(policyDenials, reason.reason)],
          ...reason.applications.map(({ name, denials }): NumberWithLink => [
            `${reason.reason} ${name}`,
            denials,
            deniedHref(policyDenials, reason.reason, { name }),
          ]),
        ]),
      ]);
      expect(identity.events).toBeGreaterThan(range === '30d' ? 20 : -1);
      expect(policyDenials.denials).toBeGreaterThan(range === '30d' ? 0 : -1);
    }
  }, 120_000);

  it('does not lead to who was high a day ago by another policy than the one that counted them', async () => {
    const isListed = async () =>
      (await execute(getDashboard, { ...read(), input: {} })).lastDay.isDayBeforeListed;
    expect(await isListed()).toBe(true);
    await house.sql(
      `INSERT INTO scoring_policy SELECT (jsonb_populate_record(p, jsonb_build_object('number', 2, 'currentFrom', now()))).*
       FROM scoring_policy p`,
    );
    await house.sql('UPDATE account SET "currentPolicy" = 2');
    expect(await isListed()).toBe(false);
    await house.sql('UPDATE account SET "currentPolicy" = 1');
    await house.sql('DELETE FROM scoring_policy WHERE number = 2');
    expect(await isListed()).toBe(true);
  });

  it('does so on the chart, whose bars add up to the number beside it', async () => {
    for (const input of [{ range: '7d', step: 'hour' }, { range: '7d', step: 'day' }, { range: '30d' }]) {
      const chart = await execute(getOverTime, { ...read(), input });
      const counts = chart.buckets.map((bucket) =>
        EVENT_GROUPS.reduce((sum, group) => sum + (bucket[group] ?? 0), 0),
      );
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(chart.events);
      const busiest = chart.buckets.filter((_, index) => (counts[index] ?? 0) > 0).slice(0, 6);
      expect(busiest.length).toBeGreaterThan(0);
      const { eventsBefore, previous } = chart;
      if (eventsBefore !== null)
        await compare([['period before', eventsBefore, eventsHref({ ...previous })]]);
      expect(eventsBefore === null).toBe(input.range === '30d');
      await compare(
        busiest.flatMap((bucket) =>
          EVENT_GROUPS.map((group): NumberWithLink => [
            `${bucket.start} ${group}`,
            bucket[group] ?? 0,
            eventsHref({ group, from: bucket.start, to: bucket.end }),
          ]),
        ),
      );
    }
  }, 60_000);

  it('does so for the events of each person in a range, and since they were acknowledged', async () => {
    for (const input of [{ range: '30d' }, { range: '7d', kind: 'novel_asn' }] as const) {
      const { people } = await execute(listIndividuals, { ...read(), input });
      await compare(
        people
          .slice(0, 5)
          .map(({ person, events }): NumberWithLink => [
            person.name,
            events,
            eventsHref({ ...input, person: person.id }),
          ]),
      );
      expect(people.length).toBeGreaterThan(input.range === '30d' ? 0 : -1);
    }
    const { people } = await execute(listIndividuals, { ...read(), input: { range: '30d' } });
    const id = people[0]?.person.id ?? '';
    await execute(setPersonCare, { ...read(), input: { id, basedOn: 0, acknowledged: true } });
    await house.sql(
      `UPDATE person_care SET "acknowledgedAt" = now() - interval '7 days' WHERE "personId" = $1`,
      [id],
    );
    const { acknowledged } = await execute(getPersonCare, { ...read(), input: { id } });
    if (acknowledged === null) throw new Error('It was acknowledged.');
    expect(acknowledged.eventsSince).toBeGreaterThan(0);
    await compare([['since', acknowledged.eventsSince, eventsHref({ person: id, known: acknowledged.at })]]);
  }, 60_000);

  it('does so beside each person: of the list, of the profile, and of what was dismissed', async () => {
    const { people } = await execute(listPeople, { ...read(), input: { sort: 'events' } });
    const [most] = people;
    if (most === undefined) throw new Error('Somebody has events.');
    const { events } = await execute(listEvents, { ...read(), input: { person: most.id } });
    const wish = { verdict: 'benign', scope: 'event', event: events[0]?.id, reason: 'A drill.' };
    await execute(decideEvents, { ...read(), input: wish });
    const { person, dismissed } = await execute(getProfile, { ...read(), input: { id: most.id } });
    expect([person.events, dismissed]).toEqual([most.events - 1, 1]);
    const [first] = (await execute(listPeople, { ...read(), input: { q: most.username } })).people;
    await compare([
      ['list', first?.events ?? -1, eventsHref({ person: most.id })],
      ['profile', person.events, eventsHref({ person: most.id })],
      ['dismissed', dismissed, eventsHref({ person: most.id, decision: 'dismissed' })],
    ]);
  }, 60_000);

  it('does so for the people and the records that came from an integration, and for each of its streams', async () => {
    const second = await house.connect('Duo "two"', Date.now() - 2 * DAY_MS);
    expect(await house.poll(second, 'authentication')).toBe('done');
    const { feed } = await execute(getDashboard, { ...read(), input: {} });
    const { integrations, day } = await execute(listIntegrations, { ...read(), input: {} });
    expect(integrations).toHaveLength(2);
    for (const { id, name, signals24h } of integrations) {
      const view = await execute(getIntegration, { ...read(), input: { id } });
      const people = feed?.integrations.find((one) => one.id === id)?.people ?? -1;
      await compare([
        [`people of ${name}`, people, knownFromHref(id)],
        [`signals of ${name}`, signals24h, collectedHref(name, day)],
        [`signals of ${name}, on its page`, view.signals24h, collectedHref(name, view.day)],
        ...view.streams.flatMap(({ stream, signals24h: own }): NumberWithLink[] =>
          own === null ? [] : [[`${stream} of ${name}`, own, collectedHref(name, view.day, stream)]],
        ),
      ]);
      expect([people, signals24h].every((count) => count > 0)).toBe(true);
    }
    // Narrowed to neither it is more.
    const sum = integrations.reduce((total, { signals24h }) => total + signals24h, 0);
    const { from, to } = day;
    await compare([['both', sum, `/signals?from=${from}&to=${to}`]]);
  }, 60_000);

  it('does so on the score breakdown, whichever way it is broken down', async () => {
    const range = '30d';
    for (const by of ['kind', 'group', 'department', 'source'] as const) {
      const { rows, all, overlap } = await execute(getScoreBreakdown, { ...read(), input: { range, by } });
      expect(rows.length).toBeGreaterThan(0);
      const names = { kind: 'kind', group: 'group', department: 'department', source: 'integration' };
      await compare(
        rows.slice(0, 8).flatMap(({ key, label, events, people }): NumberWithLink[] => {
          if (key === null) return [];
          const link = new URLSearchParams({ range, [names[by]]: key }).toString();
          return [
            [`events ${label}`, events, `/behaviors/identity?tab=latest&decision=counted&${link}`],
            [`people ${label}`, people, `/behaviors/identity?tab=individuals&${link}`],
          ];
        }),
      );
      const sum = rows.reduce((total, row) => total + row.contribution, 0);
      if (overlap) expect(sum).toBeGreaterThanOrEqual(all.contribution - 1e-9);
      else expect(sum).toBeCloseTo(all.contribution, 9);
    }
  }, 60_000);
});
