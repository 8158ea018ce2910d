import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { VISIT_GAP_MS } from '@/domain/member-visit';
import { KEEP_EVERYTHING } from '@/domain/retention';
import { heatAtValue } from '@/domain/scoring/heat';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { enteredHref } from '@/lib/count-links';
import { eventsHref } from '@/lib/event-links';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import type { Actor } from '@/server/services/actor';
import { getSince } from '@/server/services/dashboard/get-since';
import { decideEvents } from '@/server/services/events/decide-events';
import { undoDisposition } from '@/server/services/events/settle-disposition';
import { dismissSince, noteVisit } from '@/server/services/members/note-visit';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { listPeople } from '@/server/services/people/list-people';
import { createWatchlist } from '@/server/services/people/watchlists';
import { whoEntered } from '@/server/services/people/who-entered';
import { setRetention } from '@/server/services/privacy/retention';
import { preparePolicy } from '@/server/services/scoring/prepare-policy';
import { savePolicy } from '@/server/services/scoring/save-policy';
import { setCriticality } from '@/server/services/scoring/set-criticality';
import { behindAddress } from '@/tests/setup/behind-numbers';
import { openScoringHouse, type ScoringHouse } from '@/tests/setup/scoring-house';
import { member } from '@/tests/setup/triage-desk';

const HOUR = 3_600_000;

let house: ScoringHouse;
let looker: Actor;

beforeAll(async () => {
  house = await openScoringHouse();
  const [row] = await house.sql('SELECT id FROM member');
  looker = member(house.accountId, 'Ada Byron', 'super_administrator', String(row?.id));
});
afterAll(() => house.close());

/** Whoever acts has just proved who they are. */
const as = (actor: Actor) => ({ actor: { ...actor, provenAt: now() }, runtime: house.runtime });
const now = () => house.runtime.now();
const whoIsListed = (input: object) => execute(listPeople, { ...as(looker), input });
const news = async () => (await execute(getSince, { ...as(looker), input: {} })).news;

/** How many the list behind the number of who entered a band says it has, and how many it lists to its last page. */
const behindEntered = async (told: { readonly since: string } | null) =>
  behindAddress(as(looker), enteredHref({ since: told?.since ?? '' }));

/** The member looks, and goes away for so long that the visit has ended. */
async function lookAndLeave(): Promise<void> {
  await execute(noteVisit, { ...as(looker), input: {} });
  house.ahead += VISIT_GAP_MS + HOUR;
}

beforeEach(() => {
  house.ahead += 24 * HOUR;
});

describe('since the member last looked', () => {
  it('says nothing to somebody who was never here, and nothing where nothing happened', async () => {
    await house.person([{ kind: 'user_marked_fraud', at: now() }], { recordedAt: now() });
    expect(await news()).toBeNull();
    await lookAndLeave();
    expect(await news()).toBeNull();
  });

  it('names who entered a band with the score of then and now, exactly as their profiles have them', async () => {
    const risen = await house.person([{ kind: 'novel_asn', at: now() }], { name: 'Rose', recordedAt: now() });
    const steady = await house.person([{ kind: 'user_marked_fraud', at: now() }], { recordedAt: now() });
    await lookAndLeave();
    await house.raise(risen, [{ kind: 'denied_then_approved', at: now() }], now());
    // One more event that does not lift the band is no news.
    await house.raise(steady, [{ kind: 'unusual_time', at: now() }], now());
    const told = await news();
    expect(told?.entered.map(({ person }) => person)).toEqual([{ id: risen, name: 'Rose' }]);
    const [entry] = told?.entered ?? [];
    const profileAt = async (at?: string) =>
      (await execute(getProfile, { ...as(looker), input: { id: risen, ...(at !== undefined && { at }) } }))
        .person.attackFactor;
    expect(entry?.from).toEqual(await profileAt(told?.since));
    expect(entry?.to.band).toBe((await profileAt()).band);
    expect(told?.enteredTotal).toBe(1);
    expect(await behindEntered(told)).toEqual({ said: 1, listed: 1 });
    const { people, inBands } = await whoIsListed({ entered: told?.since });
    expect(people.map(({ id, attackFactor }) => [id, attackFactor.band])).toEqual([[risen, entry?.to.band]]);
    expect(inBands?.bands[entry?.to.band ?? 'very_low']).toBe(1);
    // Beside another filter it is whom both leave.
    expect((await whoIsListed({ entered: told?.since, q: 'nobody' })).total).toBe(0);
  });

  it('compares with no moment to come or before scores, nor a list of the past', async () => {
    const past = new Date(now() - HOUR).toISOString();
    for (const input of [
      { entered: new Date(now() + HOUR).toISOString() },
      { entered: '2019-12-31T00:00:00Z' },
      { entered: past, at: past },
    ])
      await expect(whoIsListed(input)).rejects.toThrow(/^entered: /);
    const rule = { least: 'high', entered: past };
    await expect(execute(createWatchlist, { ...as(looker), input: { name: 'Risen', rule } })).rejects.toThrow(
      /^rule: /,
    );
  });

  it('stays for the visit, until it is dismissed, and comes with the next visit anew', async () => {
    const somebody = await house.person([], { name: 'Sam' });
    await lookAndLeave();
    await house.raise(somebody, [{ kind: 'user_marked_fraud', at: now() }], now());
    await execute(noteVisit, { ...as(looker), input: {} });
    house.ahead += VISIT_GAP_MS / 2;
    expect((await news())?.entered).toHaveLength(1);
    await execute(dismissSince, { ...as(looker), input: {} });
    expect(await news()).toBeNull();
    house.ahead += VISIT_GAP_MS + 1;
    expect(await news()).toBeNull();
    await house.raise(somebody, [{ kind: 'denied_then_approved', at: now() }], now());
    expect((await news())?.entered.map(({ from, to }) => [from.band, to.band])).toEqual([
      ['high', 'very_high'],
    ]);
  });

  it('counts how somebody got in, and leads to exactly these events', async () => {
    const id = await house.person([{ kind: 'push_harassment', at: now(), anchor: 'tx:later' }], {
      recordedAt: now(),
    });
    await lookAndLeave();
    await house.raise(id, [{ kind: 'unfamiliar_sign_in', at: now(), anchor: 'tx:new' }], now());
    await house.sql(
      `UPDATE identity_event SET outcome = 'got_in' WHERE "personId" = $1 AND anchor = 'tx:new'`,
      [id],
    );
    const told = await news();
    expect(told?.gotIn).toBe(1);
    const link = eventsHref({ outcome: 'got_in', decision: 'counted', known: told?.since ?? '' });
    expect(await behindAddress(as(looker), link)).toEqual({ said: 1, listed: 1 });
  });

  it('tells of a rise that no event brought: criticality, a decision undone, another policy', async () => {
    const critical = await house.person([{ kind: 'unrealistic_geovelocity', at: now() }], {
      name: 'Critical',
      recordedAt: now(),
    });
    const forgiven = await house.person([{ kind: 'user_marked_fraud', at: now(), anchor: 'tx:f' }], {
      name: 'Forgiven',
      recordedAt: now(),
    });
    const [event] = await house.sql('SELECT id FROM identity_event WHERE "personId" = $1', [forgiven]);
    const decided = await execute(decideEvents, {
      ...as(looker),
      input: { verdict: 'benign', scope: 'event', event: String(event?.id), reason: 'A test of ours.' },
    });
    await lookAndLeave();
    expect(await news()).toBeNull();
    await execute(setCriticality, { ...as(looker), input: { id: critical, criticality: 'critical' } });
    await execute(undoDisposition, { ...as(looker), input: { id: decided.id } });
    expect((await news())?.entered.map(({ person }) => person.name).sort()).toEqual(['Critical', 'Forgiven']);

    const weak = await house.person([{ kind: 'unusual_time', at: now() }], {
      name: 'Weak',
      recordedAt: now(),
    });
    await lookAndLeave();
    const body = { ...DEFAULT_POLICY, weights: { ...DEFAULT_POLICY.weights, unusual_time: 9.5 } };
    await execute(savePolicy, {
      ...as(looker),
      input: { policy: body, reason: 'Nights matter here.', basedOn: 1 },
    });
    await execute(preparePolicy, { ...house.who, input: {} });
    const told = await news();
    expect(told?.policy).toBe(2);
    expect(told?.entered.find(({ person }) => person.id === weak)).toMatchObject({
      from: { band: 'very_low' },
      to: { band: 'very_high' },
    });
    const count = told?.enteredTotal;
    expect(await behindEntered(told)).toEqual({ said: count, listed: count });
  });

  it('says of an instant to compare with that nothing was known yet, or that events of it are kept no longer', async () => {
    const [first] = await house.sql('SELECT min("createdAt") AS at FROM integration');
    const connected = z.date().parse(first?.at).getTime();
    const foundAt = async (at: number) =>
      (await whoIsListed({ entered: new Date(at).toISOString() })).entered;
    const nothing = { compared: null, collectsSince: null, eventsBefore: null };
    expect((await whoIsListed({})).entered).toBeNull();
    expect(await foundAt(connected)).toEqual(nothing);
    expect(await foundAt(connected - HOUR)).toEqual({
      ...nothing,
      collectsSince: new Date(connected).toISOString(),
    });
    const keep = (events: number | null) =>
      execute(setRetention, { ...as(looker), input: { ...KEEP_EVERYTHING, events, confirmed: true } });
    await keep(520);
    expect((await foundAt(now() - 500 * 24 * HOUR))?.eventsBefore).toEqual(expect.any(String));
    await keep(null);
  });

  it('names what broke since, and stops naming what is well again', async () => {
    await lookAndLeave();
    const at = new Date(now());
    const set = (first: Date | null) =>
      house.sql(
        `UPDATE stream SET "errorFirstSeenAt" = $1, "errorCode" = $2, "errorClass" = $3 WHERE stream = 'authentication'`,
        [first, first === null ? null : 'duo_40103', first === null ? null : 'credentials'],
      );
    await set(new Date(at.getTime() - 5 * HOUR));
    expect(await news()).toBeNull();
    await set(at);
    await house.sql(
      `INSERT INTO gap ("accountId", id, "integrationId", stream, "from", "to", cause, "foundAt")
       SELECT "accountId", gen_random_uuid(), id, 'authentication', $1, $2, 'refused', $2 FROM integration`,
      [new Date(at.getTime() - HOUR), at],
    );
    const told = await news();
    expect(
      told?.broke.map(({ what, integration, streamLabel, from }) => [
        what,
        integration.name,
        streamLabel,
        from,
      ]),
    ).toEqual([
      ['failing', 'Duo', 'Authentication', at.toISOString()],
      ['gap', 'Duo', 'Authentication', new Date(at.getTime() - HOUR).toISOString()],
    ]);
    await set(null);
    await house.sql('UPDATE gap SET "refilledAt" = now()');
    expect(await news()).toBeNull();
  });

  it('counts all campaigns and gaps, also those that it does not list', async () => {
    await lookAndLeave();
    const at = new Date(now());
    await house.sql(
      `INSERT INTO campaign ("accountId", id, network, "firstAt", "lastAt", "foundAt", outcome, events, people,
         "unknownNames", kinds, state, note)
       SELECT $1, gen_random_uuid(), '198.51.100.' || i, $2, $2, $2, 'refused', 9, 9, 0, '{push_spray}', 'open', ''
       FROM generate_series(1, 23) i`,
      [house.accountId, at],
    );
    await house.sql(
      `INSERT INTO gap ("accountId", id, "integrationId", stream, "from", "to", cause, "foundAt")
       SELECT "accountId", gen_random_uuid(), id, 'authentication', $1::timestamptz - i * interval '1 hour', $1, 'refused', $1
       FROM integration, generate_series(1, 24) i`,
      [at],
    );
    const told = await news();
    expect(told?.campaigns).toHaveLength(20);
    expect(told?.campaignsTotal).toBe(23);
    expect(told?.broke).toHaveLength(20);
    expect(told?.brokeTotal).toBe(24);
    expect(told?.systemEventsTotal).toBe(0);
    await house.sql('UPDATE gap SET "refilledAt" = now()');
    await house.sql('DELETE FROM campaign');
  });

  it('compares everybody who may have risen, and says of how many where they were too many', async () => {
    await lookAndLeave();
    const { database } = house.runtime;
    const { accountId } = house;
    const { policy } = await database.inAccount(accountId, (tx) => currentPolicy(accountId, tx));
    await house.sql(
      `WITH somebody AS (INSERT INTO person ("accountId", id, name, username, groups, "firstSeenAt", "lastSeenAt")
         SELECT $1::uuid, gen_random_uuid(), 'One of many ' || i, 'many' || i, '{}', $2, $2 FROM generate_series(1, 2300) i
         RETURNING id), hot AS (INSERT INTO person_heat ("accountId", policy, "personId", heat)
         SELECT $1, (SELECT "currentPolicy" FROM account), id, $3 FROM somebody)
       INSERT INTO identity_event ("accountId", id, version, "personId", kind, anchor, "integrationId", "occurredAt",
         "receivedAt", "recordedAt", confidence, verdict, outcome, sources, facts, "detectorVersion")
       SELECT $1, gen_random_uuid(), 1, id, 'push_spray', id::text, (SELECT id FROM integration), $2, $2, $2, 1, 'enforced',
         'refused', '[]', '{}', '1' FROM somebody`,
      [accountId, new Date(now()), heatAtValue(8.5, policy, now())],
    );
    const told = await news();
    expect(told).toMatchObject({ enteredTotal: 2_300, compared: null });
    expect(told?.entered).toHaveLength(100);
    // As the database does by itself after so many.
    await house.sql('ANALYZE');
    // Page by page to the last, also in an order that no score gives.
    expect(await behindEntered(told)).toEqual({ said: 2_300, listed: 2_300 });
    const byName = await behindAddress(
      as(looker),
      `${enteredHref({ since: told?.since ?? '' })}&sort=name&q=One+of+many+1`,
    );
    expect(byName).toEqual({ said: 1_111, listed: 1_111 });
    const since = Date.parse(told?.since ?? '');
    const few = await database.inAccount(accountId, (tx) => whoEntered(accountId, tx, since, now(), 40));
    expect(few.entered).toHaveLength(40);
    expect(few.compared).toBe(40);
  });

  it('tells each member of their own visits alone', async () => {
    await lookAndLeave();
    const somebody = await house.person([], {});
    await house.raise(somebody, [{ kind: 'user_marked_fraud', at: now() }], now());
    expect(await news()).not.toBeNull();
    const other = member(house.accountId, 'Ben', 'super_administrator');
    expect((await execute(getSince, { ...as(other), input: {} })).news).toBeNull();
  });
});
