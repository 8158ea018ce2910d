import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AccountId, memberIdSchema } from '@/domain/identifiers';
import type { DispositionEffect } from '@/domain/views/disposition';
import { allEventsHref } from '@/lib/event-links';
import { enterAccount } from '@/server/data/database';
import { insertMember, insertMembership } from '@/server/data/members/members';
import { ensurePartitions } from '@/server/data/signals/signals';
import type { Actor } from '@/server/services/actor';
import { decideCampaign, previewCampaignDecision } from '@/server/services/campaigns/decide-campaign';
import { getCampaign } from '@/server/services/campaigns/get-campaign';
import { listCampaigns } from '@/server/services/campaigns/list-campaigns';
import { setCampaign } from '@/server/services/campaigns/set-campaign';
import { settleNow } from '@/server/services/detection/settle-detection';
import { getEvent } from '@/server/services/events/get-event';
import { listEvents } from '@/server/services/events/list-events';
import { undoDisposition } from '@/server/services/events/settle-disposition';
import { getShell } from '@/server/services/members/get-shell';
import { execute } from '@/server/services/operation';
import { writeCursor } from '@/server/services/page-cursor';
import { getProfile } from '@/server/services/people/get-profile';
import { behindAddress } from '@/tests/setup/behind-numbers';
import { duoRecord, fetchedRecord, type RecordWish } from '@/tests/setup/duo-record';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, member, newDesk } from '@/tests/setup/triage-desk';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.now();
const NOON = Math.floor((NOW - 6 * DAY) / DAY) * DAY + 12 * HOUR;
const BAD = '203.0.113.66';

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [NOON - 40 * DAY, NOON - 10 * DAY, NOON, NOW + DAY]);
});
afterAll(() => house.close());

/** A sign-in from the attacker's network in which Duo sees a spray. */
const sprayed = (user: string, at: number, more: Partial<RecordWish> = {}): RecordWish => ({
  user,
  at,
  ip: BAD,
  txid: `${user}-${at}`,
  result: 'denied',
  detectors: [{ detector: 'PUSH_SPRAY' }],
  ...more,
});

/** What an effect tells, without the instant that it was reckoned at. */
function told({ at: _at, moves, ...counts }: DispositionEffect) {
  const shown = moves.map(({ person, from, to }) => [person.name, from.shown, to.shown].join(' '));
  return { ...counts, moves: shown.sort() };
}

async function newCampaignDesk() {
  const desk = await newDesk(house);
  const { runtime, accountId, ada } = desk;
  const asked = { actor: ada, runtime };
  const settle = () => settleNow(runtime, accountId);
  const commit = async (...wishes: RecordWish[]) => {
    await desk.commit(wishes);
    await settle();
  };
  const list = (input: Record<string, unknown> = {}) => execute(listCampaigns, { ...asked, input });
  const get = (id: string) => execute(getCampaign, { ...asked, input: { id } });
  const set = (input: Record<string, unknown>) => execute(setCampaign, { ...asked, input });
  /** The campaign that is open; there is one. */
  const openCampaign = async () => {
    const { campaigns } = await list();
    expect(campaigns).toHaveLength(1);
    return get(campaigns[0]?.id ?? '');
  };
  return { ...desk, commit, list, get, set, openCampaign, settleAll: settle, asked };
}

async function newMember(accountId: AccountId, name: string): Promise<string> {
  const memberId = memberIdSchema.parse(randomUUID());
  await house.runtime.database.inGlobal(async (tx) => {
    const email = `${memberId}@example.com`;
    await insertMember(tx, { id: memberId, email, name, passwordHash: 'x', at: NOW });
    await enterAccount(tx, accountId);
    await insertMembership(accountId, tx, { memberId, role: 'analyst', at: NOW });
  });
  return memberId;
}

describe('a campaign', () => {
  it('is what one network does to several people within a day, with whether they got in first', async () => {
    const desk = await newCampaignDesk();
    await desk.commit(
      sprayed('ada', NOON),
      sprayed('bob', NOON + HOUR, { ip: '203.0.113.7', result: 'success' }),
      sprayed('cleo', NOON + 60 * HOUR),
      sprayed('dan', NOON, { ip: '192.0.2.9' }),
      sprayed('eve', NOON, { ip: '10.1.2.3' }),
      sprayed('fay', NOON, { ip: '10.1.2.4' }),
    );
    const { campaign, people, total } = await desk.openCampaign();
    expect(campaign).toMatchObject({
      outcome: 'got_in',
      network: '203.0.113.0/24',
      place: { city: 'Lagos', country: 'Nigeria' },
      people: 2,
      firstAt: new Date(NOON).toISOString(),
      lastAt: new Date(NOON + HOUR).toISOString(),
      state: 'open',
      owner: null,
    });
    expect(people.map(({ person, outcome }) => [person.name, outcome])).toEqual([
      ['bob', 'got_in'],
      ['ada', 'refused'],
    ]);
    expect(total).toBeGreaterThanOrEqual(2);
    expect(await desk.list({ outcome: 'refused' })).toMatchObject({
      ...{ part: 'open', outcome: 'refused', campaigns: [] },
    });
    expect((await execute(getShell, { ...desk.asked, input: {} })).campaigns).toBe(1);
  });

  it('leads to all its events and to all of each of its people, however many they are', async () => {
    const desk = await newCampaignDesk();
    await desk.commit(
      sprayed('ada', NOON),
      sprayed('ada', NOON + HOUR, { result: 'success' }),
      sprayed('bob', NOON + HOUR),
      sprayed('ada', NOON, { ip: '192.0.2.9', txid: 'elsewhere' }),
      sprayed('ada', NOON - 5 * DAY, { txid: 'before' }),
    );
    const { campaign, people, total } = await desk.openCampaign();
    const behind = (href: string) => behindAddress(desk.asked, href);
    expect(await behind(allEventsHref({ campaign: campaign.id }))).toEqual({ said: total, listed: total });
    const ada = people.find(({ person }) => person.name === 'ada')?.person.id ?? '';
    const { person, dismissed } = await execute(getProfile, { ...desk.asked, input: { id: ada } });
    const all = person.events + dismissed;
    expect(all).toBeGreaterThan(total - 1);
    expect(await behind(allEventsHref({ person: ada }))).toEqual({ said: all, listed: all });
    const whose = await execute(listEvents, { ...desk.asked, input: { person: ada } });
    expect(new Set(whose.events.map((event) => event.person.id))).toEqual(new Set([ada]));
    await expect(
      execute(listEvents, { ...desk.asked, input: { campaign: randomUUID() } }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('stands before those that were seen later where they got in, on every page', async () => {
    const desk = await newCampaignDesk();
    const network = (ip: string, at: number, result: 'success' | 'denied') => [
      sprayed('ada', at, { ip }),
      sprayed('bob', at + HOUR, { ip, result, txid: `${ip}-bob` }),
    ];
    await desk.commit(
      ...network('192.0.2.9', NOON - 30 * HOUR, 'success'),
      ...network('198.51.100.9', NOON, 'denied'),
      ...network(BAD, NOON - 20 * HOUR, 'success'),
    );
    const order = ['203.0.113.0/24', '192.0.2.0/24', '198.51.100.0/24'];
    const { campaigns } = await desk.list();
    expect(campaigns.map(({ network: of }) => of)).toEqual(order);
    const after = campaigns.map(({ id, lastAt, outcome }) =>
      writeCursor({ gotIn: outcome === 'got_in', lastAt: Date.parse(lastAt), id }),
    );
    const rest = await Promise.all(after.map(async (cursor) => (await desk.list({ cursor })).campaigns));
    expect(rest.map((page) => page.map(({ network: of }) => of))).toEqual([
      order.slice(1),
      order.slice(2),
      [],
    ]);
  });

  it('is the same whatever the order in which pages come', async () => {
    const wishes = [0, 20, 40, 60].map((hours, index) =>
      sprayed(['ada', 'bob', 'ada', 'cleo'][index] ?? '', NOON + hours * HOUR),
    );
    const figures = async (order: readonly number[]) => {
      const desk = await newCampaignDesk();
      for (const index of order) await desk.commit(...wishes.slice(index, index + 1));
      const { campaign } = await desk.openCampaign();
      return { ...campaign, id: '' };
    };
    const forwards = await figures([0, 1, 2, 3]);
    expect(forwards).toMatchObject({ people: 3, firstAt: new Date(NOON).toISOString() });
    expect(await figures([3, 2, 1, 0])).toEqual(forwards);
    expect(await figures([0, 3, 1, 2])).toEqual(forwards);
  });

  it('keeps id, owner and note when a late event moves its beginning, and when two become one', async () => {
    const desk = await newCampaignDesk();
    const ownerId = await newMember(desk.accountId, 'Olga');
    await desk.commit(sprayed('ada', NOON + 40 * HOUR), sprayed('bob', NOON + 41 * HOUR));
    const { campaign } = await desk.openCampaign();
    await desk.set({ id: campaign.id, owner: ownerId, note: 'asked the provider', state: 'acknowledged' });
    await desk.commit(sprayed('cleo', NOON), sprayed('dan', NOON + HOUR));
    const [, early] = (await desk.list()).campaigns;
    expect((await desk.list()).campaigns).toHaveLength(2);
    await desk.commit(sprayed('ada', NOON + 20 * HOUR));
    const joined = await desk.openCampaign();
    expect(joined.campaign).toMatchObject({
      id: campaign.id,
      owner: { id: ownerId, name: 'Olga' },
      note: 'asked the provider',
      state: 'acknowledged',
      people: 4,
      firstAt: new Date(NOON).toISOString(),
    });
    // An old link to the other one leads to it.
    expect((await desk.get(early?.id ?? '')).campaign.id).toBe(campaign.id);
  });

  it('is none where many people of the organisation use the network, also when that is learnt late', async () => {
    const office = (back: boolean) =>
      [5, 6, 7, 8].flatMap((days) =>
        ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'].map((user): RecordWish => ({
          user,
          at: NOON - days * DAY,
          ip: BAD,
          txid: `${user}-${days}-${String(back)}`,
        })),
      );
    const early = await newCampaignDesk();
    await early.commit(...office(false));
    await early.commit(sprayed('ada', NOON), sprayed('bob', NOON + HOUR));
    expect((await early.list()).campaigns).toEqual([]);
    const late = await newCampaignDesk();
    await late.commit(sprayed('ada', NOON), sprayed('bob', NOON + HOUR));
    await late.openCampaign();
    await late.commit(...office(true));
    expect((await late.list()).campaigns).toEqual([]);
  });

  it('lists names that Duo does not know, where nobody else was tried', async () => {
    const desk = await newCampaignDesk();
    const names = Array.from({ length: 9 }, (_, index) => `nobody${index}`);
    const tried = names.map((user, index) =>
      fetchedRecord(
        duoRecord({
          ...{ user, userKey: null, at: NOON + index * 60_000, ip: BAD, txid: user },
          ...{ result: 'denied', factor: 'duo_mobile_passcode', reason: 'invalid_passcode' },
        }),
      ),
    );
    await house.commit(desk.accountId, DUO, tried);
    await desk.settleAll();
    const { campaign, unknownNames, people } = await desk.openCampaign();
    expect(unknownNames).toEqual(names);
    expect(people).toEqual([]);
    expect(campaign).toMatchObject({ outcome: 'refused', people: 0, unknownNames: 9 });
    expect(campaign.kinds.map(({ kind }) => kind)).toEqual(['credential_stuffing']);
  });

  it('tells what happened after an approval: what was reached, and the same source elsewhere', async () => {
    const desk = await newCampaignDesk();
    await desk.commit(
      sprayed('ada', NOON),
      sprayed('bob', NOON + HOUR, { result: 'success' }),
      { user: 'bob', at: NOON + 2 * HOUR, ip: '203.0.113.9', txid: 'later' },
      { user: 'cleo', at: NOON + 3 * HOUR, ip: BAD, txid: 'other' },
      { user: 'bob', at: NOON + 2 * HOUR, ip: '198.51.100.7', txid: 'home' },
    );
    const { people, elsewhere } = await desk.openCampaign();
    expect(people[0]?.after).toMatchObject({
      approvedAt: new Date(NOON + HOUR).toISOString(),
      applications: [{ name: 'Salesforce', signIns: 2 }],
    });
    expect(people[1]?.after).toBeNull();
    const bob = people[0]?.person.id;
    const { gotIn } = await execute(getProfile, { ...desk.asked, input: { id: bob } });
    expect(gotIn?.after).toMatchObject({ ...people[0]?.after, network: '203.0.113.0/24' });
    expect(gotIn?.after?.elsewhere).toMatchObject({ total: 1, isLeast: false });
    expect(gotIn?.after?.elsewhere.people).toEqual(elsewhere);
    const opened = async (id: unknown) => (await execute(getEvent, { ...desk.asked, input: { id } })).after;
    expect(await opened(gotIn?.eventId)).toEqual(gotIn?.after);
    const [refused] = await desk.events(`p.username = 'ada'`);
    expect(await opened(refused?.id)).toBeNull();
    expect(elsewhere.map(({ person, applications }) => [person.name, applications])).toEqual([
      ['cleo', ['Salesforce']],
    ]);
  });

  it('is told of one approval with a few of those who signed in from there, and with how many they are', async () => {
    const desk = await newCampaignDesk();
    const others = Array.from({ length: 12 }, (_, index) => `other${index}`);
    await desk.commit(
      sprayed('bob', NOON, { result: 'success' }),
      ...others.map((user, index) => ({ user, at: NOON + (index + 1) * 60_000, ip: BAD, txid: user })),
      { user: 'late', at: NOON + 25 * HOUR, ip: BAD, txid: 'late' },
    );
    const [event] = await desk.events(`p.username = 'bob'`);
    const open = (actor: Actor) =>
      execute(getEvent, { ...desk.asked, actor, input: { id: String(event?.id) } });
    const { after } = await open(desk.ada);
    expect(after?.elsewhere).toMatchObject({ total: 12, isLeast: false });
    expect(after?.elsewhere.people.map(({ person }) => person.name)).toEqual(others.slice(0, 10));
    const withheld = JSON.stringify((await open({ ...desk.ada, seesNames: false })).after);
    expect(withheld).toContain('"total":12');
    expect(withheld).not.toMatch(/other|late/);
  });
});

describe('one verdict for all of a campaign', () => {
  it('does what its preview says, ends the campaign, and taken back brings it back with its owner', async () => {
    const desk = await newCampaignDesk();
    const owner = await newMember(desk.accountId, 'Olga');
    await desk.commit(sprayed('ada', NOON), sprayed('bob', NOON + HOUR));
    const { campaign } = await desk.openCampaign();
    await desk.set({ id: campaign.id, owner });
    const wish = { id: campaign.id, verdict: 'benign' };
    const foreseen = await execute(previewCampaignDecision, { ...desk.asked, input: wish });
    const { effect } = await execute(decideCampaign, {
      ...desk.asked,
      input: { ...wish, reason: 'a drill' },
    });
    expect(told(effect)).toEqual(told(foreseen));
    expect(effect).toMatchObject({ people: 2, counted: 0 });
    expect(await desk.expectRecomputed()).toBe(effect.events);
    await desk.settleAll();
    expect((await desk.list()).campaigns).toEqual([]);
    const { campaigns } = await desk.list({ part: 'closed' });
    expect(campaigns.map(({ id }) => id)).toEqual([campaign.id]);
    expect(campaigns[0]?.endedAt).not.toBeNull();
    expect((await desk.get(campaign.id)).people).toHaveLength(2);

    await expect(
      execute(decideCampaign, { ...desk.asked, input: { ...wish, reason: 'again' } }),
    ).rejects.toMatchObject({ code: 'conflict' });
    for (const { dispositionId } of await desk.events())
      await desk.settle(undoDisposition, String(dispositionId));
    await desk.settleAll();
    expect((await desk.openCampaign()).campaign).toMatchObject({ id: campaign.id, owner: { id: owner } });
    const entries = await house.sql(
      `SELECT action, "after" FROM audit_entry WHERE "accountId" = $1 AND entity = 'campaign' ORDER BY seq`,
      [desk.accountId],
    );
    expect(entries.map(({ action }) => action)).toEqual(['set-campaign', 'decide-campaign']);
    expect(entries[1]?.after).toMatchObject({ verdict: 'benign', reason: 'a drill' });
  });

  it('opens a closed campaign again when its source goes on', async () => {
    const desk = await newCampaignDesk();
    await desk.commit(sprayed('ada', NOW - 2 * HOUR), sprayed('bob', NOW - HOUR));
    const { campaign } = await desk.openCampaign();
    await desk.set({ id: campaign.id, state: 'closed' });
    await desk.commit(sprayed('cleo', NOW - HOUR / 2));
    expect((await desk.list()).campaigns).toEqual([]);
    await desk.commit(sprayed('dan', Date.now() + 1_000));
    expect((await desk.openCampaign()).campaign).toMatchObject({
      id: campaign.id,
      state: 'open',
      stateBy: 'Parapet',
    });
  });
});

describe('who may do what with a campaign', () => {
  it('is told by role and account; a wrong wish is told what to mend', async () => {
    const desk = await newCampaignDesk();
    await desk.commit(sprayed('ada', NOON), sprayed('bob', NOON));
    const { id } = (await desk.openCampaign()).campaign;
    const { runtime } = desk;
    const stranger = await newCampaignDesk();
    expect((await stranger.list()).campaigns).toEqual([]);
    await expect(stranger.get(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(stranger.set({ id, state: 'closed' })).rejects.toMatchObject({ code: 'not_found' });
    const decision = { id, verdict: 'benign', reason: 'x' };
    await expect(execute(decideCampaign, { ...stranger.asked, input: decision })).rejects.toMatchObject({
      code: 'not_found',
    });
    const looker = { actor: member(desk.accountId, 'Eve', 'auditor'), runtime };
    expect((await execute(getCampaign, { ...looker, input: { id } })).campaign.id).toBe(id);
    await expect(execute(setCampaign, { ...looker, input: { id, state: 'closed' } })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(execute(decideCampaign, { ...looker, input: decision })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const foreign = await newMember(stranger.accountId, 'Foreign');
    await expect(desk.set({ id, owner: foreign })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('owner:') as string,
    });
    await expect(desk.set({ id })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(desk.set({ id, state: 'done' })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
