import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { criticalityAt } from '@/server/data/scoring/criticality-history';
import { ensurePartitions } from '@/server/data/signals/signals';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { listPeople } from '@/server/services/people/list-people';
import {
  listGroupCriticality,
  removeGroupCriticality,
  setGroupCriticality,
} from '@/server/services/scoring/group-criticality';
import { setCriticality } from '@/server/services/scoring/set-criticality';
import { directoryUser, namedRecord, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, harassed, member, newDesk } from '@/tests/setup/triage-desk';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Math.floor((Date.now() - 4 * DAY) / DAY) * DAY + 12 * HOUR;

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [NOON, NOON + DAY]);
});
afterAll(() => house.close());

/** A desk whose people are in groups. */
async function newStaff() {
  const desk = await newDesk(house);
  const { accountId, ada, runtime } = desk;
  const seen = (user: string, groups: readonly string[], at = NOON) =>
    house.commit(accountId, DUO, [namedRecord(harassed(at, { user }), { groups: [...groups] })]);
  const rule = (group: string, criticality: string, actor = ada) =>
    execute(setGroupCriticality, { actor, runtime, input: { group, criticality } });
  const noRule = (group: string, actor = ada) =>
    execute(removeGroupCriticality, { actor, runtime, input: { group } });
  const set = async (user: string, criticality: string | null, actor = ada) => {
    const [person] = await house.sql('SELECT id FROM person WHERE "accountId" = $1 AND username = $2', [
      accountId,
      user,
    ]);
    return execute(setCriticality, { actor, runtime, input: { id: String(person?.id), criticality } });
  };
  const people = async () => {
    const rows = await house.sql(
      'SELECT username, criticality, "criticalityGroup" AS because FROM person WHERE "accountId" = $1 ORDER BY 1',
      [accountId],
    );
    await desk.expectRecomputed();
    return rows.map(({ username, criticality, because }) => [username, criticality, because]);
  };
  return { ...desk, seen, rule, noRule, set, people };
}

describe('criticality', () => {
  it('follows the highest rule of a person’s groups, and their own setting before all rules', async () => {
    const staff = await newStaff();
    await staff.seen('ada', ['Finance', 'Staff']);
    await staff.seen('bob', ['staff']);
    const plain = await staff.heats();
    expect(await staff.rule('Staff', 'elevated')).toEqual({ people: 2 });
    expect(await staff.rule('FINANCE', 'critical')).toEqual({ people: 1 });
    expect(await staff.people()).toEqual([
      ['ada', 'critical', 'FINANCE'],
      ['bob', 'elevated', 'Staff'],
    ]);
    expect(await staff.set('ada', 'standard')).toEqual({ own: 'standard', counts: 'standard', group: null });
    expect(await staff.set('bob', 'critical')).toEqual({ own: 'critical', counts: 'critical', group: null });
    expect(await staff.people()).toEqual([
      ['ada', 'standard', null],
      ['bob', 'critical', null],
    ]);
    expect(await staff.set('ada', null)).toEqual({ own: null, counts: 'critical', group: 'FINANCE' });
    await staff.set('bob', null);
    expect(await staff.noRule('Finance')).toEqual({ people: 1 });
    expect(await staff.noRule('Staff')).toEqual({ people: 2 });
    expect(await staff.people()).toEqual([
      ['ada', 'standard', null],
      ['bob', 'standard', null],
    ]);
    expect(await staff.heats()).toEqual(plain);
  });

  it('follows people who come into a group or leave it, by a record or by the directory', async () => {
    const staff = await newStaff();
    await staff.rule('Finance', 'critical');
    await staff.seen('ada', ['Staff']);
    await staff.seen('bob', ['Finance']);
    expect(await staff.people()).toEqual([
      ['ada', 'standard', null],
      ['bob', 'critical', 'Finance'],
    ]);
    await staff.seen('ada', ['Finance (from AD sync "example.com")'], NOON + HOUR);
    await staff.seen('bob', [], NOON + HOUR);
    expect(await staff.people()).toEqual([
      ['ada', 'critical', 'Finance'],
      ['bob', 'standard', null],
    ]);
    const users = (groups: string[]) => [directoryUser({ id: 'DUADA', username: 'ada', groups })];
    await house.sweep(staff.accountId, DUO, { objects: users(['Staff']), at: Date.now() });
    expect((await staff.people())[0]).toEqual(['ada', 'standard', null]);
    await house.sweep(staff.accountId, DUO, { objects: users(['Staff', 'Finance']), at: Date.now() + 1000 });
    expect((await staff.people())[0]).toEqual(['ada', 'critical', 'Finance']);
  });

  it('is right for people who are new while a rule is made', async () => {
    const staff = await newStaff();
    await Promise.all([
      ...Array.from({ length: 10 }, (_, index) => staff.seen(`u${index}`, ['Finance'])),
      staff.rule('Finance', 'critical'),
      ...Array.from({ length: 10 }, (_, index) => staff.seen(`v${index}`, ['Finance'])),
    ]);
    expect(new Set((await staff.people()).map(([, criticality]) => criticality))).toEqual(
      new Set(['critical']),
    );
  });

  it('of people who turn out to be one is the higher of what was set for each', async () => {
    const staff = await newStaff();
    const alone = { key: null, email: null, groups: ['Finance'] };
    await house.commit(staff.accountId, DUO, [namedRecord(harassed(NOON, { user: 'ada', email: null }))]);
    await house.commit(staff.accountId, DUO, [namedRecord(harassed(NOON, { user: 'ada.l' }), alone)]);
    await staff.set('ada.l', 'elevated');
    await staff.rule('Finance', 'critical');
    await house.commit(staff.accountId, DUO, [
      namedRecord({ at: NOON + HOUR, user: 'ada.l', userKey: 'DUADA', email: null }),
    ]);
    expect(await staff.people()).toEqual([['ada.l', 'elevated', null]]);
  });

  it('before people turned out to be one is the highest that counted of any of them then', async () => {
    const staff = await newStaff();
    const { accountId } = staff;
    await house.commit(accountId, DUO, [namedRecord(harassed(NOON, { user: 'ada', email: null }))]);
    const alone = { key: null, email: null };
    await house.commit(accountId, DUO, [namedRecord(harassed(NOON, { user: 'ada.l' }), alone)]);
    const instants: number[] = [];
    const then = async (user: string, criticality: string | null) => {
      await staff.set(user, criticality);
      await setTimeout(5);
      instants.push(Date.now());
      await setTimeout(5);
    };
    await then('ada', 'elevated');
    await then('ada.l', 'critical');
    await then('ada', 'standard');
    await then('ada.l', 'elevated');
    await then('ada.l', null);
    await house.commit(accountId, DUO, [
      namedRecord({ at: NOON + HOUR, user: 'ada.l', userKey: 'DUADA', email: null }),
    ]);
    const [one] = await house.sql('SELECT id FROM person WHERE "accountId" = $1', [accountId]);
    const counted = await Promise.all(
      [NOON, ...instants].map((at) =>
        house.runtime.database.inAccount(accountId, (tx) =>
          criticalityAt(accountId, tx, String(one?.id), at),
        ),
      ),
    );
    expect(counted.map(({ criticality, own }) => [criticality, own])).toEqual([
      ['standard', false],
      ['elevated', true],
      ['critical', true],
      ['critical', true],
      ['elevated', true],
      ['standard', true],
    ]);
    expect((await staff.people())[0]?.[1]).toBe('standard');
  });

  it('was what it was, although the clock of another worker is ahead', async () => {
    const staff = await newStaff();
    await staff.seen('ada', []);
    await staff.set('ada', 'elevated');
    await house.sql(
      `UPDATE criticality_change SET until = until + interval '1 hour' WHERE "accountId" = $1`,
      [staff.accountId],
    );
    await staff.set('ada', 'critical');
    const [ada] = await house.sql('SELECT id FROM person WHERE "accountId" = $1', [staff.accountId]);
    const at = (instant: number) =>
      house.runtime.database.inAccount(staff.accountId, async (tx) => {
        const counted = await criticalityAt(staff.accountId, tx, String(ada?.id), instant);
        return counted.criticality;
      });
    expect(await Promise.all([0, 0.5, 2].map((hours) => at(Date.now() + hours * HOUR)))).toEqual([
      'standard',
      'standard',
      'critical',
    ]);
  });

  it('is shown with where it comes from, and every change is in the audit log', async () => {
    const staff = await newStaff();
    await staff.seen('ada', ['Finance']);
    await staff.rule('Finance', 'critical');
    const [ada] = await house.sql('SELECT id FROM person WHERE "accountId" = $1', [staff.accountId]);
    const profile = async () => {
      const input = { id: String(ada?.id) };
      return (await execute(getProfile, { actor: staff.ben, runtime: staff.runtime, input })).person;
    };
    expect(await profile()).toMatchObject({
      criticality: 'critical',
      criticalityFrom: { by: 'group', group: 'Finance' },
    });
    await staff.set('ada', 'elevated');
    expect(await profile()).toMatchObject({
      criticality: 'elevated',
      criticalityFrom: { by: 'own', group: null },
    });
    const { groups } = await execute(listGroupCriticality, {
      actor: staff.ben,
      runtime: staff.runtime,
      input: {},
    });
    expect(groups).toMatchObject([
      { group: 'Finance', people: 1, ownSettings: 1, rule: { criticality: 'critical', setBy: 'Ada' } },
    ]);
    const listed = async (group: string) => {
      const page = await execute(listPeople, {
        ...{ actor: staff.ben, runtime: staff.runtime },
        input: { group },
      });
      return { total: page.total, names: page.people.map(({ username }) => username) };
    };
    expect(await listed('finance')).toEqual({ total: 1, names: ['ada'] });
    expect(await listed('Finance %')).toEqual({ total: 0, names: [] });
    await staff.noRule('finance');
    const entries = await house.sql(
      `SELECT action, "entityId", before, after FROM audit_entry WHERE "accountId" = $1 AND action <> 'get-profile'
       ORDER BY seq`,
      [staff.accountId],
    );
    expect(entries).toEqual([
      {
        action: 'set-group-criticality',
        entityId: 'Finance',
        before: null,
        after: { criticality: 'critical', people: 1 },
      },
      {
        action: 'set-criticality',
        entityId: ada?.id,
        before: { own: null, counts: 'critical', group: 'Finance' },
        after: { own: 'elevated', counts: 'elevated', group: null },
      },
      {
        action: 'remove-group-criticality',
        entityId: 'Finance',
        before: { criticality: 'critical' },
        after: { people: 0 },
      },
    ]);
  });

  it('is set by administrators and analysts, of what there is, to what there is', async () => {
    const staff = await newStaff();
    await staff.seen('ada', ['Finance']);
    for (const role of ['auditor', 'help_desk'] as const) {
      const actor = member(staff.accountId, 'Eve', role);
      await expect(staff.set('ada', 'critical', actor)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(staff.rule('Finance', 'critical', actor)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(staff.noRule('Finance', actor)).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(staff.set('ada', 'vip')).rejects.toThrow(/choose one of standard, elevated, critical/);
    await expect(staff.rule('Finance', 'standard')).rejects.toThrow(/choose elevated or critical/);
    await expect(staff.rule(' ', 'critical')).rejects.toThrow(/name the group/);
    await expect(staff.noRule('Finance')).rejects.toMatchObject({ code: 'not_found' });
    const stranger = await newStaff();
    const [ada] = await house.sql('SELECT id FROM person WHERE "accountId" = $1', [staff.accountId]);
    const input = { id: String(ada?.id), criticality: 'critical' };
    await expect(
      execute(setCriticality, { actor: stranger.ada, runtime: stranger.runtime, input }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
