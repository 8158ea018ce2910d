import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaignEventsHref } from '@/lib/event-links';
import { ensurePartitions } from '@/server/data/signals/signals';
import { getCampaign } from '@/server/services/campaigns/get-campaign';
import { listCampaigns } from '@/server/services/campaigns/list-campaigns';
import { settleNow } from '@/server/services/detection/settle-detection';
import { getEvent } from '@/server/services/events/get-event';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { behindAddress } from '@/tests/setup/behind-numbers';
import type { RecordWish } from '@/tests/setup/duo-record';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { newDesk } from '@/tests/setup/triage-desk';

const DAY = 24 * 3_600_000;
const NOON = Math.floor((Date.now() - 6 * DAY) / DAY) * DAY + 12 * 3_600_000;

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [NOON]);
});
afterAll(() => house.close());

/** A sign-in from the attacker's network in which Duo sees a spray. */
const sprayed = (user: string, at: number, more: Partial<RecordWish> = {}): RecordWish => ({
  ...{ user, at, ip: '203.0.113.66', txid: `${user}-${at}`, result: 'denied' },
  detectors: [{ detector: 'PUSH_SPRAY' }],
  ...more,
});

async function newCampaignDesk() {
  const desk = await newDesk(house);
  const asked = { actor: desk.ada, runtime: desk.runtime };
  return {
    ...desk,
    asked,
    commit: async (...wishes: RecordWish[]) => {
      await desk.commit(wishes);
      await settleNow(desk.runtime, desk.accountId);
    },
    /** The campaign that is open; there is one. */
    openCampaign: async () => {
      const { campaigns } = await execute(listCampaigns, { ...asked, input: {} });
      expect(campaigns).toHaveLength(1);
      return execute(getCampaign, { ...asked, input: { id: campaigns[0]?.id ?? '' } });
    },
  };
}

describe('a campaign', () => {
  it('is linked from its events and its people', async () => {
    const desk = await newCampaignDesk();
    await desk.commit(sprayed('ada', NOON), sprayed('bob', NOON), sprayed('cleo', NOON, { ip: '192.0.2.1' }));
    const { campaign } = await desk.openCampaign();
    const [event] = await desk.events(`p.username = 'ada'`);
    const [stranger] = await desk.events(`p.username = 'cleo'`);
    const open = (id: unknown) => execute(getEvent, { ...desk.asked, input: { id } });
    expect((await open(event?.id)).campaign).toMatchObject({ id: campaign.id, people: 2 });
    expect((await open(stranger?.id)).campaign).toBeNull();
    const profile = (id: unknown) => execute(getProfile, { ...desk.asked, input: { id } });
    expect((await profile(event?.personId)).campaigns.map(({ id }) => id)).toEqual([campaign.id]);
    expect((await profile(stranger?.personId)).campaigns).toEqual([]);
  });

  it('says of each of its people whether it got in as them, or as somebody else', async () => {
    const desk = await newCampaignDesk();
    await desk.commit(sprayed('ada', NOON), sprayed('bob', NOON, { result: 'success' }));
    const { campaign } = await desk.openCampaign();
    expect(campaign.outcome).toBe('got_in');
    const [ada, bob] = await Promise.all(
      ['ada', 'bob'].map(async (name) => {
        const [event] = await desk.events(`p.username = '${name}'`);
        return execute(getProfile, { ...desk.asked, input: { id: event?.personId } });
      }),
    );
    expect(ada?.campaigns).toMatchObject([{ outcome: 'got_in', asThem: false }]);
    expect(bob?.campaigns).toMatchObject([{ outcome: 'got_in', asThem: true }]);
  });

  it('leads from what it counts, of all and of each of its people, to exactly that', async () => {
    const desk = await newCampaignDesk();
    await desk.commit(
      sprayed('ada', NOON),
      sprayed('ada', NOON + 60_000),
      sprayed('bob', NOON),
      sprayed('ada', NOON, { ip: '192.0.2.1', txid: 'elsewhere' }),
    );
    const { campaign, people } = await desk.openCampaign();
    expect((await behindAddress(desk.asked, campaignEventsHref(campaign))).listed).toBe(campaign.events);
    for (const { person, events } of people)
      expect((await behindAddress(desk.asked, campaignEventsHref(campaign, person.id))).listed).toBe(events);
    expect(people.reduce((sum, { events }) => sum + events, 0)).toBe(campaign.events);
  });
});
