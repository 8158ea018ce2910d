import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DispositionEffect } from '@/domain/views/disposition';
import { ensurePartitions } from '@/server/data/signals/signals';
import { getEvent } from '@/server/services/events/get-event';
import { listEvents } from '@/server/services/events/list-events';
import {
  approveProposal,
  previewSettlement,
  refuseProposal,
  undoDisposition,
  withdrawProposal,
} from '@/server/services/events/settle-disposition';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { namedRecord, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, harassed, newDesk, novel } from '@/tests/setup/triage-desk';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.now();
const NOON = Math.floor((NOW - 4 * DAY) / DAY) * DAY + 12 * HOUR;

const MINUTES_LEFT = 30;

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [NOON - 5 * DAY, NOON, NOW + DAY]);
});
afterAll(() => house.close());

describe('a decision about one event', () => {
  it('leaves it out of the score and shows it, marked; undone, the heat is the same to the bit', async () => {
    const desk = await newDesk(house);
    await desk.commit([harassed(NOON), novel(NOON + HOUR), novel(NOON + 2 * HOUR, { result: 'denied' })]);
    const before = await desk.heats();
    const [event] = await desk.events(`e.kind = 'push_harassment'`);
    const { id, state, effect } = await desk.decide({
      scope: 'event',
      event: event?.id,
      reason: 'her own phone',
    });
    expect({ state, ...effect }).toMatchObject({
      state: 'holding',
      events: 1,
      dismissed: 1,
      people: 1,
      fall: 1,
    });
    expect(await desk.heats()).not.toEqual(before);
    expect(await desk.expectRecomputed()).toBe(1);

    const asked = { actor: desk.ben, runtime: desk.runtime };
    const profile = await execute(getProfile, { ...asked, input: { id: String(event?.personId) } });
    expect(profile.dismissed).toBe(1);
    expect(profile.waterfall.bars.map((bar) => bar.kind)).toEqual(['novel_asn', 'novel_asn']);
    expect(profile.person.events).toBe(2);
    expect(profile.gotIn?.sentence).not.toBe(undefined);
    expect(profile.gotIn?.eventId).not.toBe(event?.id);
    const detail = await execute(getEvent, { ...asked, input: { id: String(event?.id) } });
    expect(detail.event).toMatchObject({
      contribution: 0,
      disposition: { verdict: 'benign', by: 'Ada', reason: 'her own phone', expiresAt: null, own: false },
    });
    const listed = async (disposition?: string) => {
      const page = await execute(listEvents, { ...asked, input: { disposition } });
      return page.events.map((one) => one.kind);
    };
    expect(await listed()).toHaveLength(3);
    expect(await listed('benign')).toEqual(['push_harassment']);
    expect(await listed('open')).toEqual(['novel_asn', 'novel_asn']);
    expect(await listed('counted')).toEqual(['novel_asn', 'novel_asn']);
    expect(await listed('dismissed')).toEqual(['push_harassment']);

    expect((await desk.settle(undoDisposition, id)).effect).toMatchObject({ events: 1, counted: 1, rise: 1 });
    expect(await desk.heats()).toEqual(before);
    expect(await desk.expectRecomputed()).toBe(0);
  });

  it('that confirms it changes no score', async () => {
    const desk = await newDesk(house);
    await desk.commit([harassed(NOON)]);
    const before = await desk.heats();
    const [event] = await desk.events();
    const { effect } = await desk.decide({ scope: 'event', event: event?.id, verdict: 'confirmed' });
    expect(effect).toMatchObject({ events: 1, dismissed: 0, counted: 0, people: 0, moves: [] });
    expect(await desk.heats()).toEqual(before);
    expect(await desk.events()).toMatchObject([{ disposition: 'confirmed' }]);
    await desk.expectRecomputed();
  });

  it('holds for its next version as well', async () => {
    const desk = await newDesk(house);
    const txid = randomUUID();
    await desk.commit([harassed(NOON, { txid, result: 'denied' })]);
    const [event] = await desk.events();
    await desk.decide({ scope: 'event', event: event?.id });
    // A late record of the same authentication says that they got in.
    await desk.commit([harassed(NOON - 1000, { txid })]);
    const versions = await house.sql(
      'SELECT version, outcome, disposition FROM identity_event WHERE "accountId" = $1 ORDER BY version',
      [desk.accountId],
    );
    expect(versions).toEqual([
      { version: 1, outcome: 'refused', disposition: 'benign' },
      { version: 2, outcome: 'got_in', disposition: 'benign' },
    ]);
    expect(await desk.expectRecomputed()).toBe(1);
  });
});

describe('a decision about a kind for a person', () => {
  it('covers for good what occurred before it expires, and nothing that occurs after', async () => {
    const desk = await newDesk(house);
    await desk.commit([novel(NOON), novel(NOON + HOUR), harassed(NOON), novel(NOON, { user: 'bob' })]);
    const [event] = await desk.events(`e.kind = 'novel_asn' AND p.username = 'ada'`);
    const expiry = Date.now() + MINUTES_LEFT * 60_000;
    const scope = { scope: 'person_kind', person: event?.personId, kind: 'novel_asn' };
    const { effect } = await desk.decide({ ...scope, expiresAt: new Date(expiry).toISOString() });
    expect(effect).toMatchObject({ events: 2, dismissed: 2, people: 1 });
    // New before the expiry, late after it, and new after it.
    await desk.commit([novel(Date.now() - 60_000, { ip: '203.0.113.1' })]);
    await desk.commit([novel(NOON - DAY, { ip: '203.0.113.2' })], expiry + HOUR);
    await desk.commit([novel(expiry - 1000, { ip: '203.0.113.3' })], expiry + HOUR);
    await desk.commit([novel(expiry, { ip: '203.0.113.4' })], expiry + HOUR);
    const marked = await desk.events(`e.kind = 'novel_asn' AND p.username = 'ada'`);
    expect(marked.map(({ disposition }) => disposition)).toEqual([
      'benign',
      'benign',
      'benign',
      'benign',
      'benign',
      null,
    ]);
    expect(await desk.expectRecomputed()).toBe(5);
  });
});

describe('a decision for everybody', () => {
  const asked = { scope: 'network', network: '198.51.100.0/24' };

  it('hides nothing until another member approves it', async () => {
    const desk = await newDesk(house);
    await desk.commit([
      harassed(NOON),
      harassed(NOON, { user: 'bob' }),
      novel(NOON, { user: 'eve', ip: '203.0.113.9' }),
    ]);
    const before = await desk.heats();
    const { id, state, effect } = await desk.decide(asked);
    expect({ state, effect }).toMatchObject({ state: 'proposed', effect: { events: 0, people: 0 } });
    expect(await desk.heats()).toEqual(before);
    expect(await desk.expectRecomputed()).toBe(0);
    await expect(desk.settle(approveProposal, id, desk.ada)).rejects.toThrow(/somebody else has to approve/);
    await expect(desk.settle(undoDisposition, id)).rejects.toThrow(/only proposed/);
    const [event] = await desk.events(`p.username = 'ada'`);
    const detail = await execute(getEvent, {
      actor: desk.ben,
      runtime: desk.runtime,
      input: { id: String(event?.id) },
    });
    expect(detail.proposals).toMatchObject([
      { id, state: 'proposed', subject: 'Everything from 198.51.100.0/24' },
    ]);

    const { moves } = (await desk.settle(approveProposal, id)).effect;
    expect(moves.map(({ from, to }) => [Number(from.shown) > 5, to.band])).toEqual([
      [true, 'very_low'],
      [true, 'very_low'],
    ]);
    expect(await desk.expectRecomputed()).toBe(2);
    // Somebody who is new comes under it with the page that brings them.
    await desk.commit([
      harassed(NOON + HOUR, { user: 'joe', ip: '198.51.100.200' }),
      harassed(NOON, { user: 'joe', ip: '198.51.101.1' }),
    ]);
    expect(await desk.expectRecomputed()).toBe(3);
    await expect(desk.settle(approveProposal, id)).rejects.toThrow(/Ben has approved this already/);
    await desk.settle(undoDisposition, id, desk.ada);
    expect(await desk.expectRecomputed()).toBe(0);
    expect(
      (await desk.heats()).filter(({ personId }) => before.some((row) => row.personId === personId)),
    ).toEqual(before);
    await expect(desk.settle(undoDisposition, id)).rejects.toThrow(/Ada has undone this already/);
  });

  it('can be refused by others and withdrawn by who made it, and then decides nothing for ever', async () => {
    const desk = await newDesk(house);
    await desk.commit([harassed(NOON)]);
    const refused = await desk.decide(asked);
    await expect(desk.settle(refuseProposal, refused.id, desk.ada)).rejects.toThrow(/withdraw it instead/);
    expect((await desk.settle(refuseProposal, refused.id)).state).toBe('refused');
    const withdrawn = await desk.decide(asked);
    await expect(desk.settle(withdrawProposal, withdrawn.id)).rejects.toThrow(/refuse it instead/);
    expect((await desk.settle(withdrawProposal, withdrawn.id, desk.ada)).state).toBe('withdrawn');
    for (const { id } of [refused, withdrawn])
      await expect(desk.settle(approveProposal, id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await desk.expectRecomputed()).toBe(0);
  });

  it('covers one application, and of it one kind where that is said', async () => {
    const desk = await newDesk(house);
    await desk.commit([harassed(NOON), novel(NOON)]);
    const scope = { scope: 'application', application: 'Salesforce' };
    const limited = await desk.decide({ ...scope, kind: 'novel_asn' });
    await desk.settle(approveProposal, limited.id);
    expect(await desk.expectRecomputed()).toBe(1);
    const whole = await desk.decide(scope);
    await desk.settle(approveProposal, whole.id);
    expect(await desk.expectRecomputed()).toBe(2);
    const elsewhere = await desk.decide({ ...scope, application: 'salesforce' });
    expect((await desk.settle(approveProposal, elsewhere.id)).effect.events).toBe(0);
  });
});

describe('decisions that contradict each other', () => {
  it('yield to the narrowest, and of equals to the newest; each that is undone gives way to the next', async () => {
    const desk = await newDesk(house);
    await desk.commit([novel(NOON)]);
    const [event] = await desk.events();
    const approved = async (input: Record<string, unknown>) => {
      const { id } = await desk.decide(input);
      await desk.settle(approveProposal, id);
      return id;
    };
    const verdict = async () => (await desk.events())[0]?.disposition ?? null;
    const steps = [
      await approved({ scope: 'application', application: 'Salesforce', verdict: 'benign' }),
      await approved({
        scope: 'application',
        application: 'Salesforce',
        kind: 'novel_asn',
        verdict: 'confirmed',
      }),
      await approved({ scope: 'network', network: '198.0.0.0/8', verdict: 'false_positive' }),
      await approved({ scope: 'network', network: '198.51.100.7', verdict: 'confirmed' }),
      await approved({ scope: 'network', network: '198.51.0.0/16', verdict: 'benign' }),
    ];
    expect(await verdict()).toBe('confirmed');
    const person = { scope: 'person_kind', person: event?.personId, kind: 'novel_asn' };
    const first = (await desk.decide({ ...person, verdict: 'benign' })).id;
    const second = (await desk.decide({ ...person, verdict: 'confirmed' })).id;
    expect(await verdict()).toBe('confirmed');
    const own = (await desk.decide({ scope: 'event', event: event?.id, verdict: 'false_positive' })).id;
    const seen = [await verdict()];
    for (const id of [own, second, first, steps[3], steps[4], steps[2], steps[1], steps[0]]) {
      await desk.settle(undoDisposition, id ?? '');
      await desk.expectRecomputed();
      seen.push(await verdict());
    }
    expect(seen).toEqual([
      'false_positive',
      'confirmed',
      'benign',
      'confirmed',
      'benign',
      'false_positive',
      'confirmed',
      'benign',
      null,
    ]);
  });
});

describe('a preview', () => {
  it('says exactly what then happens, and changes nothing', async () => {
    const desk = await newDesk(house);
    await desk.commit([
      ...Array.from({ length: 14 }, (_, index) => novel(NOON + index * HOUR, { user: `u${index % 3}` })),
      harassed(NOON, { user: 'u1' }),
      harassed(NOON, { user: 'u2', ip: '203.0.113.80' }),
    ]);
    const [event] = await desk.events(`p.username = 'u1'`);
    const everything = async () => [await desk.events(), await desk.heats(), await desk.everything()];
    // Scores fade between the two: bands and printed numbers are what is promised.
    const same = ({ moves, events, dismissed, counted, fall }: DispositionEffect) => ({
      moves: moves.map(({ person, from, to }) => [person, from.band, from.shown, to.band, to.shown]),
      counts: { events, dismissed, counted, fall },
    });
    for (const input of [
      { scope: 'event', event: event?.id },
      { scope: 'person_kind', person: event?.personId, kind: 'novel_asn' },
      { scope: 'event', event: event?.id, verdict: 'confirmed' },
    ]) {
      const before = await everything();
      const told = await desk.preview(input);
      expect(told).toMatchObject({ needsApproval: false });
      expect(await everything()).toEqual(before);
      const done = await desk.decide(input);
      expect(same(done.effect)).toEqual(same(told));
    }
    const wide = { scope: 'network', network: '198.51.100.7/25' };
    const told = await desk.preview(wide);
    expect(told).toMatchObject({
      needsApproval: true,
      subject: 'Everything from 198.51.100.0/25',
      people: 2,
    });
    const { id } = await desk.decide(wide);
    const again = await execute(previewSettlement, { actor: desk.ben, runtime: desk.runtime, input: { id } });
    expect(same(again)).toEqual(same(told));
    expect(same((await desk.settle(approveProposal, id)).effect)).toEqual(same(told));
    const back = await execute(previewSettlement, { actor: desk.ben, runtime: desk.runtime, input: { id } });
    expect(back).toMatchObject({
      needsApproval: false,
      counted: told.dismissed,
      dismissed: 0,
      rise: told.fall,
    });
    expect(same((await desk.settle(undoDisposition, id)).effect)).toEqual(same(back));
  });
});

describe('people who turn out to be one', () => {
  it('keep what was decided of each, of events and of kinds', async () => {
    const desk = await newDesk(house);
    const alone = { key: null, email: null, groups: null };
    const txid = randomUUID();
    await house.commit(desk.accountId, DUO, [
      namedRecord(novel(NOON, { user: 'ada', email: null, txid })),
      namedRecord(harassed(NOON + 1, { user: 'ada', email: null })),
    ]);
    await house.commit(desk.accountId, DUO, [
      namedRecord(novel(NOON + HOUR, { user: 'ada.l' }), alone),
      namedRecord(harassed(NOON + HOUR, { user: 'ada.l' }), alone),
    ]);
    const [decided] = await desk.events(`p.username = 'ada.l' AND e.kind = 'push_harassment'`);
    const { id } = await desk.decide({ scope: 'event', event: decided?.id, reason: 'a drill' });
    await desk.decide({ scope: 'person_kind', person: decided?.personId, kind: 'novel_asn' });
    expect(await desk.expectRecomputed()).toBe(2);
    // Her key comes with the name that stood alone: both are one, and the kind is decided for all of her.
    await house.commit(desk.accountId, DUO, [
      namedRecord({ at: NOON + 2 * HOUR, user: 'ada.l', userKey: 'DUADA', email: null }),
    ]);
    expect(
      (await desk.events()).map((row) => `${String(row.kind)} ${String(row.disposition)}`).sort(),
    ).toEqual(['novel_asn benign', 'novel_asn benign', 'push_harassment benign', 'push_harassment null']);
    expect(await desk.expectRecomputed()).toBe(3);
    await desk.settle(undoDisposition, id);
    expect(await desk.expectRecomputed()).toBe(2);
  });
});
