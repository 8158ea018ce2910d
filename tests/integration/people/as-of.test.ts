import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackFactor } from '@/domain/scoring/attack-factor';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { DAY_MS } from '@/domain/scoring/scored-event';
import type { Profile } from '@/domain/views/person';
import { standingByAnchor, writeEvents } from '@/server/data/events/identity-events';
import { insertGap } from '@/server/data/integrations/gaps';
import { storeHumanRisk } from '@/server/data/scoring/human-risk';
import { policyAt } from '@/server/data/scoring/scoring-policies';
import { decideEvents } from '@/server/services/events/decide-events';
import { getEvent } from '@/server/services/events/get-event';
import { undoDisposition } from '@/server/services/events/settle-disposition';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { removeGroupCriticality, setGroupCriticality } from '@/server/services/scoring/group-criticality';
import { preparePolicy } from '@/server/services/scoring/prepare-policy';
import { rescorePeople } from '@/server/services/scoring/rescore-people';
import { savePolicy } from '@/server/services/scoring/save-policy';
import { setCriticality } from '@/server/services/scoring/set-criticality';
import { openScoringHouse, type ScoringHouse } from '@/tests/setup/scoring-house';

let house: ScoringHouse;

beforeAll(async () => {
  house = await openScoringHouse();
});
afterAll(() => house.close());

const profile = (id: string, at?: string, reading?: 'then' | 'hindsight') =>
  execute(getProfile, {
    ...house.who,
    input: { id, ...(at === undefined ? {} : { at }), ...(reading === undefined ? {} : { reading }) },
  });

/** Replaces the event with this anchor by one that is surer, or retracts it. */
async function change(personId: string, anchor: string, confidence: number | null): Promise<void> {
  const { accountId, runtime } = house;
  await runtime.database.inAccount(accountId, async (tx) => {
    const [stands] = await standingByAnchor(accountId, tx, [{ personId, kind: 'push_harassment', anchor }]);
    if (stands === undefined) throw new Error('There is such an event.');
    const now = runtime.now();
    const write = {
      found: { personId, candidate: { ...stands.candidate, confidence: confidence ?? 1 } },
      replaces: stands,
      integrationId: stands.integrationId,
      verdict: 'enforced',
      receivedAt: now,
    };
    await writeEvents(
      accountId,
      tx,
      confidence === null ? [] : [write],
      confidence === null ? [stands] : [],
      now,
    );
    await rescorePeople(accountId, tx, [personId]);
  });
}

describe('a profile at a past instant', () => {
  it('is what it was then: by the events known then and the policy in force then', async () => {
    const now = () => house.runtime.now();
    const anchors = [randomUUID(), randomUUID()] as const;
    const seen: Profile[] = [];
    const id = await house.person([], { criticality: 'elevated' });
    const next = async (days: number) => {
      seen.push(await profile(id));
      house.ahead += days * DAY_MS;
    };
    await next(1);
    await house.raise(
      id,
      [{ kind: 'push_harassment', at: now(), confidence: 0.4, anchor: anchors[0] }],
      now(),
    );
    await next(2);
    // One that comes late, one that gets surer, one that turns out to be none; and another policy between.
    await house.raise(id, [{ kind: 'push_harassment', at: now() - DAY_MS, anchor: anchors[1] }], now());
    await next(0.5);
    await change(id, anchors[0], 0.9);
    await next(1);
    const policy = {
      ...DEFAULT_POLICY,
      halfLifeDays: 2,
      weights: { ...DEFAULT_POLICY.weights, novel_asn: 6 },
    };
    await execute(savePolicy, { ...house.who, input: { policy, basedOn: 1, reason: 'a test' } });
    await next(0.25);
    await execute(preparePolicy, { ...house.who, input: {} });
    await next(0.25);
    await house.raise(id, [{ kind: 'novel_asn', at: now() }], now());
    await next(1);
    await change(id, anchors[1], null);
    await next(3);

    expect(seen.map(({ policy: { number } }) => number)).toEqual([1, 1, 1, 1, 1, 2, 2, 2]);
    const scores = seen.map(({ person }) => person.attackFactor.uncapped);
    expect(new Set(scores).size).toBe(scores.length);
    for (const then of seen) {
      const again = await profile(id, then.at);
      expect(again.asOf).toBe(then.at);
      expect({ ...again, asOf: null, reading: null }).toEqual(then);
    }
    const today = await profile(id);
    expect(today.asOf).toBeNull();
    expect(today.events.map(({ confidence }) => confidence).sort()).toEqual([0.9, 1]);
  });

  it('is multiplied by the criticality in force then, whoever or whatever set it', async () => {
    const now = () => house.runtime.now();
    const id = await house.person([{ kind: 'push_harassment', at: now() }], { recordedAt: now() });
    await house.sql('UPDATE person SET groups = $2 WHERE id = $1', [id, ['Finance']]);
    const seen: Profile[] = [];
    const next = async () => {
      seen.push(await profile(id));
      house.ahead += DAY_MS;
    };
    const set = (criticality: string | null) =>
      execute(setCriticality, { ...house.who, input: { id, criticality } });
    await next();
    await execute(setGroupCriticality, {
      ...house.who,
      input: { group: 'finance', criticality: 'elevated' },
    });
    await next();
    await set('critical');
    // Twice at one moment: only what stood before it and what came of it was ever in force.
    await Promise.all([set('standard'), set('standard')]);
    await set('critical');
    await next();
    await set('elevated');
    await next();
    await set(null);
    await next();
    await execute(removeGroupCriticality, { ...house.who, input: { group: 'Finance' } });
    await next();

    const counted = seen.map(({ person }) => [person.criticality, person.criticalityFrom.by]);
    expect(counted).toEqual([
      ['standard', 'default'],
      ['elevated', 'group'],
      ['critical', 'own'],
      ['elevated', 'own'],
      ['elevated', 'group'],
      ['standard', 'default'],
    ]);
    for (const then of seen)
      expect({ ...(await profile(id, then.at)), asOf: null, reading: null }).toEqual(then);
    const just = new Date(Date.parse(seen[1]?.at ?? '') - 2 * DAY_MS).toISOString();
    expect((await profile(id, just)).person.criticality).toBe('standard');
  });

  it('is, with hindsight, what everything that is known now makes of that moment', async () => {
    const now = () => house.runtime.now();
    const [first, second] = [randomUUID(), randomUUID()];
    const start = now();
    const id = await house.person(
      [
        { kind: 'push_harassment', at: start, confidence: 0.4, anchor: first },
        { kind: 'push_harassment', at: start, anchor: second },
      ],
      { recordedAt: start },
    );
    await house.sql('UPDATE person SET groups = $2 WHERE id = $1', [id, ['Finance', 'Travel']]);
    house.ahead += DAY_MS;
    const { at, person: was } = await profile(id);
    house.ahead += DAY_MS;
    // Since then: one came late, one got surer, one was dismissed, one is younger, and the person became critical.
    await house.raise(id, [{ kind: 'novel_asn', at: start }], now());
    await change(id, first, 0.9);
    const dismissed = (await profile(id)).waterfall.bars.find(({ confidence }) => confidence === 1);
    const { eventId } = dismissed ?? { eventId: '' };
    await execute(decideEvents, {
      ...house.who,
      input: { scope: 'event', event: eventId, verdict: 'benign', reason: 'a drill' },
    });
    await house.raise(id, [{ kind: 'tampered_cookie', at: now() }], now());
    await execute(setCriticality, { ...house.who, input: { id, criticality: 'critical' } });
    await house.sql(
      `INSERT INTO directory_change ("accountId", id, "integrationId", part, "objectId", "personId", at, field, before, after)
       SELECT $1, gen_random_uuid(), i.id, 'users', 'DU1', $2, $3, 'groups', '["Finance", "Travel"]', '["Travel", "Board"]'
       FROM integration i`,
      [house.accountId, id, new Date(now())],
    );
    await house.sql('UPDATE person SET groups = $2 WHERE id = $1', [id, ['Travel', 'Board']]);
    house.ahead += DAY_MS;

    const then = await profile(id, at);
    expect(then.reading).toBe('then');
    expect(then.person).toMatchObject({ attackFactor: was.attackFactor, criticality: 'standard' });
    expect([...then.person.groups].sort()).toEqual(['Finance', 'Travel']);
    expect(then.dismissed).toBe(0);

    const hindsight = await profile(id, at, 'hindsight');
    expect(hindsight).toMatchObject({ asOf: at, reading: 'hindsight', dismissed: 1 });
    expect(hindsight.person).toMatchObject({
      criticality: 'critical',
      groups: ['Travel', 'Board'],
      events: 2,
    });
    const bars = hindsight.waterfall.bars.map(({ kind, confidence }) => [kind, confidence]);
    expect(bars).toEqual([
      ['push_harassment', 0.9],
      ['novel_asn', 1],
    ]);
    const { policy } = await house.runtime.database.inAccount(house.accountId, (tx) =>
      policyAt(house.accountId, tx, Date.parse(at)),
    );
    const known = [
      { kind: 'push_harassment' as const, occurredAt: start, confidence: 0.9 },
      { kind: 'novel_asn' as const, occurredAt: start, confidence: 1 },
    ];
    const { uncapped } = attackFactor(known, policy, 'critical', Date.parse(at));
    expect(hindsight.person.attackFactor.uncapped).toBeCloseTo(uncapped, 9);
    expect(hindsight.events.map(({ kind }) => kind).sort()).toEqual([
      'novel_asn',
      'push_harassment',
      'push_harassment',
    ]);
    const event = await execute(getEvent, { ...house.who, input: { id: eventId, at, reading: 'hindsight' } });
    expect(event.event).toMatchObject({ confidence: 1, contribution: 0, disposition: { verdict: 'benign' } });
    await expect(execute(getProfile, { ...house.who, input: { id, at, reading: 'never' } })).rejects.toThrow(
      'reading: Use one of then, hindsight.',
    );
  });

  it('names the gaps of the feed that lie in its course, as known then those that were found by then', async () => {
    const id = await house.person([]);
    const [integration] = await house.sql('SELECT id FROM integration');
    const integrationId = String(integration?.id);
    await house.sql(
      `INSERT INTO person_alias ("accountId", "integrationId", kind, value, "personId") VALUES ($1, $2, 'key', 'DU9', $3)`,
      [house.accountId, integrationId, id],
    );
    const now = house.runtime.now();
    const gap = async (days: number, foundDays: number) =>
      house.runtime.database.inAccount(house.accountId, (tx) =>
        insertGap(
          house.accountId,
          tx,
          { integrationId, stream: 'authentication' },
          { from: now - days * DAY_MS, to: now - (days - 0.5) * DAY_MS, cause: 'refused' },
          now - foundDays * DAY_MS,
        ),
      );
    await gap(120, 120);
    // Before the course of the attack factor, within that of the human risk score.
    await gap(60, 60);
    await gap(9, 9);
    await gap(8, 2);
    // Nothing was read since: a gap up to now, which no ledger has yet.
    await house.sql(`UPDATE stream SET "lastSuccessAt" = $1, "completeUntil" = $1`, [
      new Date(now - 3 * DAY_MS),
    ]);
    const gapsAt = async (at?: string, reading?: 'then' | 'hindsight') =>
      (await profile(id, at, reading)).gaps.map(({ from }) => Math.round((now - Date.parse(from)) / DAY_MS));
    expect(await gapsAt()).toEqual([3, 8, 9, 60]);
    const then = new Date(now - 5 * DAY_MS).toISOString();
    expect(await gapsAt(then)).toEqual([9, 60]);
    expect(await gapsAt(then, 'hindsight')).toEqual([8, 9, 60]);
  });

  it('has the human risk score of its day, and none from before scores were kept', async () => {
    const id = await house.person([]);
    const today = Math.floor(house.runtime.now() / DAY_MS) * DAY_MS;
    const reading = (value: number) => [
      { category: 'mfa_enrolment' as const, value, leftOut: null, evidence: [] },
    ];
    const states = { enrolment: null, strength: null, devices: [] };
    for (const [days, score] of [
      [5, 9],
      [3, null],
      [1, 4],
    ] as const)
      await house.runtime.database.inAccount(house.accountId, (tx) =>
        storeHumanRisk(house.accountId, tx, today - days * DAY_MS, [
          { personId: id, score, readings: score === null ? [] : reading(score), states },
        ]),
      );
    const on = async (days: number) => {
      const { person, humanRisk } = await profile(id, new Date(today - days * DAY_MS + 1).toISOString());
      const { reckoned, categories, course } = humanRisk;
      return [person.humanRisk?.score ?? null, reckoned, categories[0]?.value ?? null, course.at(-1)?.score];
    };
    expect(await on(6)).toEqual([null, false, null, undefined]);
    expect(await on(5)).toEqual([9, true, 9, 9]);
    expect(await on(4)).toEqual([9, true, 9, 9]);
    expect(await on(3)).toEqual([null, true, null, null]);
    expect(await on(1)).toEqual([4, true, 4, 4]);
    expect((await profile(id)).person.humanRisk?.score).toBe(4);
  });

  it('opens an event as it was known then, also one that no longer stands', async () => {
    const now = () => house.runtime.now();
    const anchor = randomUUID();
    const id = await house.person([{ kind: 'push_harassment', at: now(), confidence: 0.5, anchor }], {
      recordedAt: now(),
    });
    house.ahead += DAY_MS;
    const then = new Date(now()).toISOString();
    const bar = (await profile(id)).waterfall.bars[0];
    const eventId = bar?.eventId ?? '';
    const event = (at?: string) =>
      execute(getEvent, { ...house.who, input: { id: eventId, ...(at === undefined ? {} : { at }) } });
    const seen = await event();
    house.ahead += DAY_MS;
    await change(id, anchor, 0.8);
    expect((await event()).event.confidence).toBe(0.8);
    await change(id, anchor, null);
    await expect(event()).rejects.toMatchObject({ code: 'not_found' });
    const again = await event(seen.at);
    expect(again).toEqual(seen);
    expect(again.event.contribution).toBeCloseTo(bar?.value ?? 0, 3);
    await expect(event(new Date(Date.parse(then) - 2 * DAY_MS).toISOString())).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('leaves out what was dismissed then, and only then', async () => {
    const now = () => house.runtime.now();
    const seen: Profile[] = [];
    const id = await house.person(
      [
        { kind: 'push_harassment', at: now() },
        { kind: 'novel_asn', at: now() },
      ],
      { recordedAt: now() },
    );
    const next = async () => {
      seen.push(await profile(id));
      house.ahead += DAY_MS;
    };
    await next();
    const event = seen[0]?.waterfall.bars[0]?.eventId;
    const input = { verdict: 'benign', scope: 'event', event, reason: 'a test' };
    const decided = await execute(decideEvents, { ...house.who, input });
    await next();
    await execute(undoDisposition, { ...house.who, input: { id: decided.id } });
    await next();

    expect(seen.map(({ dismissed }) => dismissed)).toEqual([0, 1, 0]);
    expect(seen.map(({ waterfall }) => waterfall.bars.length)).toEqual([2, 1, 2]);
    for (const { at, waterfall, dismissed, person } of seen) {
      const again = await profile(id, at);
      expect(again.waterfall).toEqual(waterfall);
      expect(again.dismissed).toBe(dismissed);
      expect(again.person.attackFactor).toEqual(person.attackFactor);
    }
  });

  it('is refused for an instant that is yet to come, or from before 2020', async () => {
    const id = await house.person([]);
    for (const at of ['2019-12-31T23:59:59Z', new Date(house.runtime.now() + 60_000).toISOString()])
      await expect(profile(id, at)).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ field: 'at' }],
      });
    await expect(profile(id, 'yesterday')).rejects.toMatchObject({ code: 'invalid_input' });
    expect((await profile(id, '2020-01-01T00:00:00Z')).waterfall.bars).toEqual([]);
  });
});
