import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DirectoryUser } from '@/domain/directory';
import { evidencePage } from '@/domain/evidence/evidence-page';
import { ensurePartitions } from '@/server/data/signals/signals';
import { execute } from '@/server/services/operation';
import { gatherEvidence } from '@/server/services/people/gather-evidence';
import { getProfile } from '@/server/services/people/get-profile';
import { findPerson } from '@/server/services/people/grounds';
import { directoryUser, namedRecord, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, member } from '@/tests/setup/triage-desk';

const HOUR = 3_600_000;
const NOON = Math.floor((Date.now() - 4 * 24 * HOUR) / HOUR) * HOUR;

describe('whom a profile at a past instant names', () => {
  let house: PeopleHouse;
  let accountId: Awaited<ReturnType<PeopleHouse['newAccount']>>;
  let id: string;

  beforeAll(async () => {
    house = await openPeopleHouse();
    await ensurePartitions(house.runtime.database, [NOON - 24 * HOUR, NOON + 96 * HOUR]);
    accountId = await house.newAccount([DUO]);
    const signIn = (at: number, now = at) =>
      house.commit(accountId, DUO, [namedRecord({ at, user: 'ada' }, { key: 'DU1' })], { now });
    const sweep = (at: number, changes: Partial<DirectoryUser>) =>
      house.sweep(accountId, DUO, {
        objects: [
          directoryUser({
            id: 'DU1',
            username: 'ada',
            name: 'Ada Byron',
            email: 'byron@example.com',
            ...changes,
          }),
        ],
        finished: ['users'],
        at,
      });
    await signIn(NOON);
    await sweep(NOON + HOUR, {});
    await signIn(NOON + 2 * HOUR);
    const married = { name: 'Ada Lovelace', email: 'lovelace@example.com', username: 'lovelace' };
    await sweep(NOON + 10 * HOUR, { ...married, status: 'bypass' });
    await house.sweep(accountId, DUO, { finished: ['users'], at: NOON + 20 * HOUR });
    await signIn(NOON + 21 * HOUR);
    // It happened early and came late.
    await signIn(NOON + 3 * HOUR, NOON + 30 * HOUR);
    const [person] = await house.sql('SELECT id FROM person WHERE "accountId" = $1', [accountId]);
    id = String(person?.id);
  });
  afterAll(() => house.close());

  const profile = (hours: number, reading: 'then' | 'hindsight' = 'then') =>
    execute(getProfile, {
      actor: member(accountId, 'Ada'),
      runtime: house.runtime,
      input: { id, at: new Date(NOON + hours * HOUR).toISOString(), reading },
    });
  const hoursOf = (iso: string | null) => (iso === null ? null : (Date.parse(iso) - NOON) / HOUR);

  it('has the name, e-mail, standing and newest record of then', async () => {
    const early = (await profile(5)).person;
    expect(early).toMatchObject({ name: 'Ada Byron', username: 'ada', email: 'byron@example.com' });
    expect(early.directory).toMatchObject({ standing: 'present', status: 'active' });
    expect(hoursOf(early.lastSeenAt)).toBe(2);
    const married = (await profile(12)).person;
    expect(married).toMatchObject({ name: 'Ada Lovelace', email: 'lovelace@example.com' });
    expect(married.directory).toMatchObject({ standing: 'present', status: 'bypass', leftAt: null });
    const left = (await profile(25)).person;
    expect(left.directory).toMatchObject({ standing: 'left' });
    expect(hoursOf(left.directory.leftAt)).toBe(20);
  });

  it('has, with hindsight, those of now, and the newest record of then that is known now', async () => {
    const { person } = await profile(5, 'hindsight');
    expect(person).toMatchObject({ name: 'Ada Lovelace', email: 'lovelace@example.com' });
    expect(person.directory.standing).toBe('left');
    expect(hoursOf(person.lastSeenAt)).toBe(3);
  });

  it('says that no record of before the first is kept', async () => {
    expect((await profile(-2)).person.hasSignals).toBe(false);
    expect((await profile(1)).person.hasSignals).toBe(true);
  });

  it('is in the evidence bundle as on the profile, which says of when the names are', async () => {
    const bundleAt = (hours: number, past: 'then' | 'hindsight') =>
      house.runtime.database.inAccount(accountId, async (tx) =>
        gatherEvidence(
          accountId,
          tx,
          await findPerson(accountId, tx, id),
          { at: NOON + hours * HOUR, past },
          { actor: member(accountId, 'Ada'), now: Date.now() },
        ),
      );
    const then = await bundleAt(5, 'then');
    expect(then.person).toMatchObject({ name: 'Ada Byron', email: 'byron@example.com' });
    expect(hoursOf(then.person.lastSeenAt)).toBe(2);
    expect(evidencePage(then)).toContain('are those of the moment, as far as a directory told of changes');
    const hindsight = await bundleAt(5, 'hindsight');
    expect(hindsight.person.name).toBe('Ada Lovelace');
    expect(evidencePage(hindsight)).toContain('are those of when this file was made');
    const before = await bundleAt(-2, 'then');
    expect(before.person.lastSeenAt).toBeNull();
    expect(evidencePage(before)).toContain('none from before the moment is kept');
  });
});
