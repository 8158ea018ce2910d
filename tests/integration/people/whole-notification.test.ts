import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensurePartitions } from '@/server/data/signals/signals';
import type { Actor } from '@/server/services/actor';
import { getNotification } from '@/server/services/notifications/own-notifications';
import { execute } from '@/server/services/operation';
import { erasePerson } from '@/server/services/privacy/erase-person';
import { newOffice } from '@/tests/setup/notification-office';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

let house: PeopleHouse;
beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [Date.now()]);
}, 60_000);
afterAll(() => house.close());

it('of a notification everything is there page by page for whoever was told, in Parapet or by letter, as their role shows it, and for nobody else', async () => {
  const { runtime } = house;
  const { accountId, ada, join, create, attack, notify, read, idOf } = await newOffice(house, runtime);
  const ben = await join('Ben', 'analyst');
  const eve = await join('Eve', 'analyst');
  await create({ receivers: { inProduct: [ada.memberId], byMail: [ben.memberId] } });
  await house.sql('UPDATE account SET "namesWithheldSince" = now() WHERE id = $1', [accountId]);
  const victims = Array.from({ length: 53 }, (_, index) => `victim${index}`);
  for (const victim of victims) await attack(victim);
  await notify();
  const [listed] = (await read()).notifications;
  expect(listed).toMatchObject({ happenings: 53 });
  expect(listed?.told).toHaveLength(5);
  const id = listed?.id ?? '';
  const open = (actor: Actor, cursor?: string) =>
    execute(getNotification, { actor, runtime, input: { id, cursor } });
  const whole = async (actor: Actor) => {
    const first = await open(actor);
    const second = await open(actor, first.nextCursor ?? '');
    expect([first.told.length, second.told.length, second.nextCursor]).toEqual([50, 3, null]);
    return [...first.told, ...second.told].map((told) => (told.is === 'event' ? told.person.name : ''));
  };
  expect((await whole(ada)).sort()).toEqual([...victims].sort());
  // Without a mail server no letter was sent, and Ben was told nothing; then one was.
  const unknown = 'This notification does not exist';
  await expect(open(ben)).rejects.toThrow(unknown);
  await house.sql(
    `UPDATE notification_delivery SET state = 'sent' WHERE "accountId" = $1 AND channel = 'mail'`,
    [accountId],
  );
  const pseudonyms = await whole({ ...ben, seesNames: false });
  expect(new Set(pseudonyms).size).toBe(53);
  expect(pseudonyms.filter((name) => name.includes('victim'))).toEqual([]);
  await expect(open(eve)).rejects.toThrow(unknown);
  await expect(open({ ...ben, permissions: ['integrations:read'] })).rejects.toThrow(unknown);
  const erased = { id: await idOf('victim7'), confirm: 'victim7' };
  await execute(erasePerson, { actor: ada, runtime, input: erased });
  expect(await open(ada, (await open(ada)).nextCursor ?? '')).toMatchObject({
    happenings: 53,
    nextCursor: null,
    told: [{}, {}],
  });
});
