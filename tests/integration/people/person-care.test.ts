import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonHistory } from '@/domain/views/history';
import { lockPeople, mergePeople } from '@/server/data/people/merge-people';
import { ensurePartitions } from '@/server/data/signals/signals';
import type { Actor } from '@/server/services/actor';
import { getEvent } from '@/server/services/events/get-event';
import { execute } from '@/server/services/operation';
import { getPersonHabits } from '@/server/services/people/get-person-habits';
import { getPersonHistory } from '@/server/services/people/get-person-history';
import { getProfile } from '@/server/services/people/get-profile';
import { getPersonCare, setPersonCare } from '@/server/services/people/person-care';
import { addPersonNote, changePersonNote, removePersonNote } from '@/server/services/people/person-notes';
import { addPersonStep, removePersonStep, tickPersonStep } from '@/server/services/people/person-steps';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, harassed, member, newDesk, waitsForLock } from '@/tests/setup/triage-desk';

const HOUR = 3_600_000;
const NOW = Date.now();

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [NOW - 100 * HOUR, NOW]);
});
afterAll(() => house.close());

/** A desk with one attacked person, and two analysts who can sign in. */
async function newCase() {
  const desk = await newDesk(house);
  await desk.commit([harassed(NOW - 30 * HOUR)]);
  const [event] = await desk.events();
  for (const actor of [desk.ada, desk.ben]) {
    await house.sql(
      `INSERT INTO member (id, email, name, "passwordHash", "createdAt") VALUES ($1, $2, $3, 'x', now())`,
      [actor.memberId, `${actor.memberId}@example.org`, actor.name],
    );
    await house.sql(
      `INSERT INTO membership ("accountId", "memberId", role, "createdAt") VALUES ($1, $2, 'analyst', now())`,
      [desk.accountId, actor.memberId],
    );
  }
  const id = String(event?.personId);
  const { runtime } = desk;
  /** What a member does to the person, or to another that the input names. */
  const as = (actor: Actor) => {
    const by = { actor, runtime };
    const about = (input: object) => ({ ...by, input: { id, ...input } });
    return {
      set: (input: object) => execute(setPersonCare, about(input)),
      addStep: (input: object) => execute(addPersonStep, about(input)),
      tick: (input: object) => execute(tickPersonStep, about(input)),
      removeStep: (input: object) => execute(removePersonStep, about(input)),
      addNote: (input: object) => execute(addPersonNote, about(input)),
      changeNote: (input: object) => execute(changePersonNote, about(input)),
      removeNote: (input: object) => execute(removePersonNote, about(input)),
      care: (input: object = {}) => execute(getPersonCare, about(input)),
    };
  };
  const history = async (actor: Actor = desk.ada, input: object = {}): Promise<PersonHistory> =>
    execute(getPersonHistory, { actor, runtime, input: { id, ...input } });
  return { ...desk, id, eventId: String(event?.id), as, history };
}

const idOf = (actor: Actor): string => (actor.kind === 'member' ? actor.memberId : '');

describe('who looks after a person', () => {
  it('takes it, acknowledges it, and hears of events since', async () => {
    const { as, ada, commit } = await newCase();
    const none = await as(ada).care();
    expect(none).toMatchObject({ owner: null, acknowledged: null, version: 0, steps: [], notes: [] });
    expect(none.members.map(({ name }) => name)).toEqual(['Ada', 'Ben']);
    expect(none.suggestions.length).toBeGreaterThan(0);
    const taken = await as(ada).set({ owner: idOf(ada), acknowledged: true, basedOn: 0 });
    expect(taken).toMatchObject({ owner: { name: 'Ada' }, acknowledged: { by: 'Ada', eventsSince: 0 } });
    await commit([harassed(NOW - 20 * HOUR)], Date.now() + 1000);
    expect((await as(ada).care()).acknowledged).toMatchObject({ by: 'Ada', eventsSince: 1 });
    await expect(as(ada).set({ owner: randomUUID(), basedOn: taken.version })).rejects.toThrow(
      /^owner: nobody with this id/,
    );
  });

  it('does not write over what somebody else chose meanwhile, and is told what that was', async () => {
    const { as, ada, ben } = await newCase();
    const outcomes = await Promise.allSettled(
      [ada, ben].map((actor) => as(actor).set({ owner: idOf(actor), basedOn: 0 })),
    );
    const done = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(done).toHaveLength(1);
    const winner = done[0]?.owner?.name ?? '';
    expect(refused).toEqual([
      expect.stringMatching(`${winner} changed this meanwhile: the owner is ${winner} now`),
    ]);
  });

  it('ticks steps and takes them away', async () => {
    const { as, ada, ben } = await newCase();
    const [step] = (await as(ada).addStep({ text: ' Call her ' })).steps;
    expect(step).toMatchObject({ text: 'Call her', addedBy: 'Ada', done: null });
    const tick = { step: step?.id, done: true };
    expect((await as(ben).tick(tick)).steps).toMatchObject([{ text: 'Call her', done: { by: 'Ben' } }]);
    // Somebody else did the same at that moment: it stays done by whom it was done.
    expect((await as(ada).tick(tick)).steps).toMatchObject([{ done: { by: 'Ben' } }]);
    await as(ada).addStep({ text: 'Reset the password' });
    const { steps } = await as(ada).removeStep({ step: step?.id });
    expect(steps).toMatchObject([{ text: 'Reset the password' }]);
    await expect(as(ada).tick(tick)).rejects.toMatchObject({ code: 'not_found' });
    await expect(as(ada).addStep({ text: ' ' })).rejects.toThrow('text: Say what is to be done.');
  });

  it('keeps both texts where two change one note', async () => {
    const { as, ada, ben } = await newCase();
    const [note] = (await as(ada).addNote({ text: 'Called, no answer.' })).notes;
    const wish = { note: note?.id, basedOn: note?.version };
    await as(ben).changeNote({ ...wish, text: 'Called, she is on leave.' });
    await expect(as(ada).changeNote({ ...wish, text: 'Called again.' })).rejects.toThrow(
      /^text: Ben changed this note while you were writing\. It says now: “Called, she is on leave\.”/,
    );
    await expect(as(ada).removeNote(wish)).rejects.toMatchObject({ code: 'conflict' });
    const both = { note: note?.id, basedOn: 2, text: 'On leave; called again.' };
    expect((await as(ada).changeNote(both)).notes).toMatchObject([
      { text: 'On leave; called again.', writtenBy: 'Ada', changed: { by: 'Ada' }, version: 3 },
    ]);
    expect((await as(ada).removeNote({ note: note?.id, basedOn: 3 })).notes).toEqual([]);
  });

  it('is changed by those who may triage, of their own account alone', async () => {
    const { id, as, accountId } = await newCase();
    const stranger = await newCase();
    for (const role of ['auditor', 'help_desk'] as const)
      await expect(as(member(accountId, 'Eve', role)).addNote({ text: 'x' })).rejects.toMatchObject({
        code: 'forbidden',
      });
    const there = stranger.as(stranger.ada);
    await expect(there.addNote({ id, text: 'x' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(there.set({ id, acknowledged: true, basedOn: 0 })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('goes on with whom the person turns out to be', async () => {
    const { as, ada, accountId, commit, events, history } = await newCase();
    await as(ada).addNote({ text: 'Of Ada.' });
    await as(ada).set({ owner: idOf(ada), basedOn: 0 });
    await commit([harassed(NOW - 10 * HOUR, { user: 'ada.b' })]);
    const [other] = await events("p.username = 'ada.b'");
    await as(ada).addStep({ id: String(other?.personId), text: 'Of the other.' });
    // From now on both users have one address.
    const email = 'ada@example.org';
    await commit([harassed(NOW - 9 * HOUR, { email }), harassed(NOW - 8 * HOUR, { user: 'ada.b', email })]);
    const people = await house.sql('SELECT id FROM person WHERE "accountId" = $1', [accountId]);
    expect(people).toHaveLength(1);
    expect(await as(ada).care({ id: String(other?.personId) })).toMatchObject({
      owner: { name: 'Ada' },
      notes: [{ text: 'Of Ada.' }],
      steps: [{ text: 'Of the other.' }],
    });
    expect((await history()).entries.map(({ did }) => did)).toEqual(
      expect.arrayContaining(['noted “Of Ada.”', 'added the step “Of the other.”']),
    );
  });
});

describe('what is noted of a person who is merged away meanwhile', () => {
  it('is of whom they turned out to be', async () => {
    const { id, as, ada, commit, accountId, runtime } = await newCase();
    await commit([harassed(NOW - 20 * HOUR, { user: 'other' })]);
    const [other] = await house.sql('SELECT id FROM person WHERE "accountId" = $1 AND id <> $2', [
      accountId,
      id,
    ]);
    const otherId = String(other?.id);
    const { noted } = await runtime.database.inAccount(accountId, async (tx) => {
      const both = [...(await lockPeople(accountId, tx, [id, otherId])).values()];
      const asked = as(ada).addNote({ id: otherId, text: 'Call her.' });
      await waitsForLock(house);
      await mergePeople(accountId, tx, DUO, [both], NOW);
      return { noted: asked };
    });
    expect(await noted).toMatchObject({ notes: [{ text: 'Call her.' }] });
    expect(await as(ada).care()).toMatchObject({ notes: [{ text: 'Call her.' }] });
  });
});

describe('the history of a person', () => {
  it('says what Parapet and members did, and who looked to those who may read the audit log', async () => {
    const { id, eventId, as, ada, ben, history, decide, runtime, accountId } = await newCase();
    const auditor = member(accountId, 'Grace', 'auditor');
    await as(ada).addStep({ text: 'Call her' });
    await decide({ scope: 'event', event: eventId, reason: 'a drill' });
    for (const actor of [ben, ben, auditor]) {
      await execute(getProfile, { actor, runtime, input: { id } });
      await execute(getEvent, { actor, runtime, input: { id: eventId } });
    }
    const { person } = await execute(getProfile, { actor: ben, runtime, input: { id } });
    expect(person.integrations).toMatchObject([
      { page: { label: 'Open in Duo', href: 'https://admin-00000000.duosecurity.com/users/DUADA' } },
    ]);
    const told = await history(auditor);
    expect(told.withViewings).toBe(true);
    const of = (by: string | null) => told.entries.filter((entry) => entry.by === by).map(({ did }) => did);
    // However often a page is brought up to date, it is one viewing.
    expect(of('Ben').sort()).toEqual([
      'opened the raw records behind push harassment',
      'viewed this profile',
    ]);
    expect(of('Grace')).toHaveLength(2);
    expect(of('Ada')).toEqual(['decided benign of push harassment: a drill', 'added the step “Call her”']);
    expect(of(null)).toEqual(['recognised push harassment']);
    const untold = await history(ada);
    expect(untold.withViewings).toBe(false);
    expect(untold.entries).toEqual(told.entries.filter(({ viewing }) => !viewing));
    await house.sql(`UPDATE viewing SET at = at - interval '31 minutes' WHERE "accountId" = $1`, [accountId]);
    await execute(getProfile, { actor: ben, runtime, input: { id } });
    expect((await history(auditor)).entries.filter(({ viewing }) => viewing)).toHaveLength(6);
  });

  it('keeps who read habits, history and notes without the profile, each once in half an hour', async () => {
    const { id, as, ada, ben, runtime, accountId, history } = await newCase();
    const auditor = member(accountId, 'Grace', 'auditor');
    const looks = async () => {
      const { entries } = await history(auditor);
      return entries.filter(({ viewing, by }) => viewing && by !== 'Grace').map(({ by, did }) => [by, did]);
    };
    await execute(getProfile, { actor: ben, runtime, input: { id } });
    for (const actor of [ada, ada, ben]) {
      await as(actor).care();
      await history(actor);
      await execute(getPersonHabits, { actor, runtime, input: { id } });
    }
    const byParts = ['notes and next steps', 'history', 'habits'].map((part) => [
      'Ada',
      `looked at the ${part}, without the profile`,
    ]);
    // The entry of the profile that Ben opened covers them.
    expect(await looks()).toEqual([...byParts.toReversed(), ['Ben', 'viewed this profile']]);
    const told = await house.sql(
      `SELECT DISTINCT entity, "entityId" FROM audit_entry WHERE "accountId" = $1 AND action LIKE 'get-person-%'`,
      [accountId],
    );
    expect(told).toEqual([{ entity: 'person', entityId: id }]);
    await house.sql(`UPDATE viewing SET at = at - interval '61 minutes' WHERE "accountId" = $1`, [accountId]);
    await as(ben).care();
    expect(await looks()).toHaveLength(5);
    // Nobody who does not read the audit log is told.
    expect((await history(ada)).entries.filter(({ viewing }) => viewing)).toEqual([]);
  });

  it('goes on page by page to its beginning, and no viewing pushes out what was done', async () => {
    const { id, as, ada, commit, runtime, accountId, history } = await newCase();
    const auditor = member(accountId, 'Grace', 'auditor');
    for (let n = 0; n < 6; n += 1) await as(ada).addStep({ text: `Step ${n}` });
    const events = Array.from({ length: 130 }, (_, n) =>
      harassed(NOW - 30 * HOUR - n * 2 * HOUR, { txid: `p${n}` }),
    );
    await commit(events, Date.now() + 1000);
    await execute(getProfile, { actor: auditor, runtime, input: { id } });
    await house.sql(
      `INSERT INTO audit_entry
       SELECT (jsonb_populate_record(e, jsonb_build_object('seq', e.seq + n))).*
       FROM audit_entry e, generate_series(1, 150) n
       WHERE e."accountId" = $1
         AND e.seq = (SELECT max(seq) FROM audit_entry WHERE "accountId" = $1 AND action = 'get-profile')`,
      [accountId],
    );
    const everything = async (input: object) => {
      const pages: PersonHistory[] = [];
      let cursor: string | null = null;
      do {
        const page: PersonHistory = await history(auditor, { ...input, ...(cursor !== null && { cursor }) });
        pages.push(page);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return { pages: pages.length, entries: pages.flatMap(({ entries }) => entries) };
    };
    const all = await everything({});
    expect(all.pages).toBeGreaterThan(2);
    expect(new Set(all.entries.map(({ key }) => key)).size).toBe(all.entries.length);
    const instants = all.entries.map(({ at }) => at);
    expect(instants).toEqual([...instants].sort().reverse());
    expect(all.entries.filter(({ viewing }) => viewing)).toHaveLength(151);
    const done = await everything({ viewings: 'without' });
    expect(done.entries).toEqual(all.entries.filter(({ viewing }) => !viewing));
    expect(done.entries.filter(({ by }) => by === 'Ada')).toHaveLength(6);
  });

  it('keeps no viewing of raw records by who may not open them, nor of what Parapet reads itself', async () => {
    const { id, eventId, runtime, accountId, history } = await newCase();
    const help = member(accountId, 'Hal', 'help_desk');
    const system: Actor = { kind: 'system', name: 'test', accountId };
    for (const actor of [help, system]) {
      await execute(getProfile, { actor, runtime, input: { id } });
      await execute(getEvent, { actor, runtime, input: { id: eventId } });
    }
    const { entries } = await history(member(accountId, 'Grace', 'auditor'));
    expect(entries.filter(({ viewing }) => viewing).map(({ by, did }) => [by, did])).toEqual([
      ['Hal', 'viewed this profile'],
    ]);
  });
});
