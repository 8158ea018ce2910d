import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackFactor } from '@/domain/scoring/attack-factor';
import { DEFAULT_POLICY, type ScoringPolicy } from '@/domain/scoring/policy';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import { getShell } from '@/server/services/members/get-shell';
import { execute } from '@/server/services/operation';
import { listPeople } from '@/server/services/people/list-people';
import { getScoring } from '@/server/services/scoring/get-scoring';
import { preparePolicy } from '@/server/services/scoring/prepare-policy';
import { previewPolicy } from '@/server/services/scoring/preview-policy';
import { savePolicy } from '@/server/services/scoring/save-policy';
import { compareHeatUnder, openScoringHouse, type ScoringHouse } from '@/tests/setup/scoring-house';
import { FIRST } from '@/tests/setup/web-house';

const FASTER: ScoringPolicy = { ...DEFAULT_POLICY, halfLifeDays: 3 };

let house: ScoringHouse;
let cookie: string;

const scoring = () => execute(getScoring, { ...house.who, input: {} });
const save = (policy: unknown, basedOn: number, reason = 'a test') =>
  execute(savePolicy, { ...house.who, input: { policy, basedOn, reason } });
const prepare = () => execute(preparePolicy, { ...house.who, input: {} });
const heats = async (policy: number) => {
  const [row] = await house.sql('SELECT count(*)::int AS heats FROM person_heat WHERE policy = $1', [policy]);
  return row?.heats;
};

beforeAll(async () => {
  house = await openScoringHouse();
  cookie = await house.signIn();
  const now = Date.now();
  for (let index = 0; index < 60; index += 1) {
    await house.person(
      [
        { kind: 'push_harassment', at: now - index * 0.4 * DAY_MS },
        { kind: 'novel_asn', at: now - index * DAY_MS, confidence: 0.5 },
      ].slice(0, index % 3) as Parameters<ScoringHouse['person']>[0],
      { criticality: index % 7 === 0 ? 'critical' : 'standard' },
    );
  }
});
afterAll(() => house.close());

describe('a draft', () => {
  it('is refused field by field, with the sentence for each', async () => {
    const policy = {
      halfLifeDays: 0,
      share: 1.5,
      dampingExponent: -1,
      weights: { novel_asn: 11, push_spray: '3', nothing: 1 },
      families: { place: ['novel_asn'], other: ['novel_asn'] },
      multipliers: { critical: 0 },
    };
    for (const path of ['/api/v1/scoring/preview', '/api/v1/scoring/policies']) {
      const body = { policy, reason: 'no', basedOn: 1 };
      const response = await house.call('POST', path, { cookie, body });
      expect(response.status).toBe(400);
      const { errors } = (await response.json()) as { errors: { field: string; message: string }[] };
      expect(errors.map(({ field }) => field).sort()).toEqual([
        'policy.dampingExponent',
        'policy.families.other',
        'policy.halfLifeDays',
        'policy.multipliers.critical',
        'policy.share',
        'policy.weights',
        'policy.weights.novel_asn',
        'policy.weights.push_spray',
      ]);
      for (const { message } of errors) expect(message).toMatch(/must be|has no field|repeats/);
    }
    for (const wrong of [null, [], 3, 'policy', undefined])
      await expect(execute(previewPolicy, { ...house.who, input: { policy: wrong } })).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ field: 'policy' }],
      });
    expect((await scoring()).policies).toHaveLength(1);
  });

  it('needs a reason, and is not what is in force already', async () => {
    for (const reason of ['', '   ', 'x'.repeat(501), 3])
      await expect(
        execute(savePolicy, { ...house.who, input: { policy: FASTER, basedOn: 1, reason } }),
      ).rejects.toMatchObject({ code: 'invalid_input', fields: [{ field: 'reason' }] });
    await expect(save(DEFAULT_POLICY, 1)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/policy 1 says already/) as string,
    });
    expect((await scoring()).policies).toHaveLength(1);
  });

  it('is tried, saved and restored by administrators alone; everybody who sees people may read', async () => {
    for (const [role, status] of [
      ['analyst', 403],
      ['auditor', 403],
      ['help_desk', 403],
    ] as const) {
      await house.sql('UPDATE membership SET role = $1', [role]);
      const body = { policy: FASTER, reason: 'no', basedOn: 1 };
      for (const path of ['preview', 'policies', 'policies/1/restore'])
        expect((await house.call('POST', `/api/v1/scoring/${path}`, { cookie, body })).status).toBe(status);
      expect((await house.call('GET', '/api/v1/scoring', { cookie })).status).toBe(200);
    }
    await house.sql(`UPDATE membership SET role = 'super_administrator'`);
    expect((await house.call('GET', '/api/v1/scoring')).status).toBe(401);
  });
});

describe('a replay', () => {
  it('is what scoring everybody twice tells, reports how far it is, and stores nothing', async () => {
    const parts: unknown[] = [];
    const input = { policy: FASTER };
    const replay = await execute(previewPolicy, {
      ...house.who,
      input,
      watch: (part) => void parts.push(part),
    });
    const at = Date.parse(replay.at);
    const people = await house.sql('SELECT id, criticality FROM person');
    const ids = people.map(({ id }) => String(id));
    const events = await house.runtime.database.inAccount(house.accountId, (tx) =>
      scoredEventsOf(house.accountId, tx, ids),
    );
    const moves = people.map(({ id, criticality }) => {
      const own = events.get(String(id)) ?? [];
      const how = criticality === 'critical' ? 'critical' : 'standard';
      return {
        id: String(id),
        before: attackFactor(own, DEFAULT_POLICY, how, at),
        after: attackFactor(own, FASTER, how, at),
      };
    });
    expect(parts.at(0)).toEqual({ done: 0, total: 60 });
    expect(parts.at(-1)).toEqual({ done: 60, total: 60 });
    expect(replay).toMatchObject({ policy: 1, people: 60, up: 0 });
    for (const side of ['before', 'after'] as const)
      for (const [band, count] of Object.entries(replay.bands[side]))
        expect({ side, band, count }).toEqual({
          side,
          band,
          count: moves.filter((move) => move[side].band === band).length,
        });
    const changed = moves.filter(({ before, after }) => before.band !== after.band);
    expect(changed.length).toBeGreaterThan(5);
    expect(replay.down).toBe(changed.length);
    expect(new Set(replay.changed.map(({ person }) => person.id))).toEqual(
      new Set(changed.map(({ id }) => id)),
    );
    const far = moves
      .map(({ before, after }) => before.score - after.score)
      .sort((a, b) => b - a)
      .slice(0, 10);
    expect(replay.largest.map(({ before, after }) => before.score - after.score)).toEqual(far);
    expect(replay.changes).toEqual([
      { field: 'halfLifeDays', label: 'Half-life in days', before: '14', after: '3' },
    ]);
    expect((await scoring()).policies).toHaveLength(1);
    expect(await heats(2)).toBe(0);
  });
});

describe('a saved policy', () => {
  it('is prepared beside the one in force, and then takes its place for everybody at once', async () => {
    const before = await execute(listPeople, { ...house.who, input: {} });
    const saved = await save(FASTER, 1, '  Attacks are over sooner.  ');
    expect(saved).toEqual({
      number: 2,
      changes: [{ field: 'halfLifeDays', label: 'Half-life in days', before: '14', after: '3' }],
    });
    const shell = await execute(getShell, { ...house.who, input: {} });
    expect(shell.policy).toMatchObject({ current: 1, preparing: { number: 2, percent: 0, total: 60 } });
    expect((await scoring()).policies[0]).toMatchObject({
      number: 2,
      author: 'test',
      reason: 'Attacks are over sooner.',
      state: 'being_prepared',
      inForceFrom: null,
      changes: saved.changes,
    });
    // Until then every number is from the one before, and somebody new is scored under both.
    const late = await house.person([{ kind: 'denied_then_approved', at: Date.now() }], {
      criticality: 'critical',
    });
    const runtime = { ...house.who.runtime, now: () => Date.parse(before.at) };
    const meanwhile = await execute(listPeople, { ...house.who, runtime, input: {} });
    expect(meanwhile.policy).toBe(1);
    expect(meanwhile.people[0]?.id).toBe(late);
    expect(meanwhile.people.slice(1, 20)).toEqual(before.people.slice(0, 19));

    expect(await prepare()).toEqual({ outcome: 'switched' });
    const { current, preparing, policies } = await scoring();
    expect({ current, preparing }).toEqual({ current: 2, preparing: null });
    const [second, first] = policies;
    expect(second).toMatchObject({ number: 2, state: 'in_force', inForceUntil: null });
    expect(first).toMatchObject({ number: 1, state: 'replaced', inForceUntil: second?.inForceFrom });
    expect(await compareHeatUnder(house, 2, FASTER)).toMatchObject({ people: 61, wrong: [] });
    expect(await execute(listPeople, { ...house.who, input: {} })).toMatchObject({ policy: 2, total: 61 });
    const entries = await house.sql(
      `SELECT action, "entityId" FROM audit_entry WHERE entity = 'scoring policy'`,
    );
    expect(entries).toEqual([
      { action: 'save-policy', entityId: '2' },
      { action: 'prepare-policy', entityId: '2' },
    ]);
  });

  it('does not go on with a list that began under another', async () => {
    const cursor = Buffer.from(
      JSON.stringify({
        ...{ sort: 'attack_factor', direction: 'falling', key: '1' },
        ...{ id: randomUUID(), at: Date.now(), past: null, policy: 1, total: 1 },
      }),
      'utf8',
    ).toString('base64url');
    await expect(execute(listPeople, { ...house.who, input: { cursor } })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/policy 2 has come into force/) as string,
    });
  });

  it('leaves the heat of the one before until no page can be reading it, and then removes it', async () => {
    expect(await prepare()).toEqual({ outcome: 'nothing_left' });
    expect(await heats(1)).toBe(61);
    const [due] = await house.sql(`SELECT "dueAt" > now() + interval '100 seconds' AS later FROM policy_due`);
    expect(due).toEqual({ later: true });
    await house.sql('UPDATE policy_due SET "dueAt" = now()');
    expect(await prepare()).toEqual({ outcome: 'nothing_left' });
    expect([await heats(1), await heats(2)]).toEqual([0, 61]);
    expect(await house.sql('SELECT FROM policy_due')).toEqual([]);
  });

  it('is refused to who did not know of the newest, by name', async () => {
    await expect(save(DEFAULT_POLICY, 1)).rejects.toMatchObject({
      code: 'conflict',
      fields: [{ field: 'basedOn' }],
      message: expect.stringMatching(/^Policy 2 was saved by test meanwhile/) as string,
    });
  });

  it('takes the place of one that is still being prepared, which then never comes into force', async () => {
    await save({ ...FASTER, share: 0.5 }, 2);
    await house.person([{ kind: 'tampered_cookie', at: Date.now() }]);
    expect(await heats(3)).toBe(1);
    await save({ ...FASTER, share: 0.4 }, 3);
    expect(await prepare()).toEqual({ outcome: 'switched' });
    const { current, policies } = await scoring();
    expect(current).toBe(4);
    expect(policies.map(({ number, state }) => [number, state])).toEqual([
      [4, 'in_force'],
      [3, 'never_in_force'],
      [2, 'replaced'],
      [1, 'replaced'],
    ]);
    expect(await compareHeatUnder(house, 4, { ...FASTER, share: 0.4 })).toMatchObject({ wrong: [] });
    await house.sql('UPDATE policy_due SET "dueAt" = now()');
    await prepare();
    expect([await heats(2), await heats(3), await heats(4)]).toEqual([0, 0, 62]);
  });

  it('can be taken up again under a new number, with a reason of its own', async () => {
    const path = '/api/v1/scoring/policies';
    const body = { reason: 'It was better.' };
    expect((await house.call('POST', `${path}/9/restore`, { cookie, body })).status).toBe(404);
    expect((await house.call('POST', `${path}/x/restore`, { cookie, body })).status).toBe(400);
    expect((await house.call('POST', `${path}/1/restore`, { cookie, body: {} })).status).toBe(400);
    expect((await house.call('POST', `${path}/4/restore`, { cookie, body })).status).toBe(409);
    const response = await house.call('POST', `${path}/1/restore`, { cookie, body });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ number: 5 });
    await prepare();
    const { current, policies } = await scoring();
    expect(current).toBe(5);
    expect(policies[0]).toMatchObject({
      restores: 1,
      author: FIRST.name,
      reason: 'It was better.',
      body: DEFAULT_POLICY,
    });
    expect(await compareHeatUnder(house, 5, DEFAULT_POLICY)).toMatchObject({ wrong: [] });
  });
});
