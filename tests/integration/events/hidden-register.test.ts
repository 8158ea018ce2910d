import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, settingsAt } from '@/domain/detection/derived/detector-settings';
import { NO_GEOGRAPHY } from '@/domain/detection/derived/geography';
import { surroundingsOf } from '@/domain/detection/derived/surroundings';
import { DEFAULT_THRESHOLDS } from '@/domain/detection/derived/thresholds';
import type { AccountId } from '@/domain/identifiers';
import type { HiddenBy, HiddenItem, RegisterPage } from '@/domain/views/hidden';
import { decidedEventsHref, firedHref, loopEventsHref } from '@/lib/event-links';
import { useOf } from '@/server/data/detection/network-use';
import { spraysFrom } from '@/server/data/detection/source-attacks';
import { previewDetectors } from '@/server/services/detection/preview-detectors';
import { saveDetectors } from '@/server/services/detection/save-detectors';
import { settleNow } from '@/server/services/detection/settle-detection';
import { decideEvents } from '@/server/services/events/decide-events';
import { listHidden } from '@/server/services/events/list-hidden';
import { execute } from '@/server/services/operation';
import { behindAddress } from '@/tests/setup/behind-numbers';
import { ALL, type AttackedHouse, EVENING, HOME, openAttackedHouse } from '@/tests/setup/attacked-house';
import type { RecordWish } from '@/tests/setup/duo-record';
import { member } from '@/tests/setup/triage-desk';

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A client that asks for a push again and again, as regular as a clock. */
function loop(user: string, at: number): RecordWish[] {
  return Array.from({ length: 8 }, (_, step) => ({
    ...HOME,
    user,
    at: at + step * 65 * SECOND,
    txid: `${user}-loop-${at}-${step}`,
    result: 'denied' as const,
    reason: 'no_response',
  }));
}

describe('the register of what hides events', () => {
  let attacked: AttackedHouse;

  beforeAll(async () => {
    attacked = await openAttackedHouse();
  });
  afterAll(() => attacked.close());

  const ask = (accountId: AccountId, input: object): Promise<RegisterPage> => {
    const actor = { kind: 'system', name: 'test', accountId } as const;
    return execute(listHidden, { actor, runtime: attacked.house.runtime, input });
  };
  /** Every item, page after page. */
  async function all(accountId: AccountId, by: string): Promise<HiddenItem[]> {
    const items: HiddenItem[] = [];
    for (let cursor: string | null = null; ;) {
      const from: string | null = cursor;
      const page = await ask(accountId, { by, ...(from === null ? {} : { cursor: from }) });
      items.push(...page.items);
      cursor = page.nextCursor;
      if (cursor === null) return items;
    }
  }

  it('lists exactly the networks that the detectors take for an egress, with how long that holds', async () => {
    const accountId = await attacked.newAccount();
    const today = Math.floor(Date.now() / DAY);
    const people = Array.from({ length: 6 }, () => randomUUID());
    const networks = Array.from(
      { length: 320 },
      (_, index) => `203.${index % 2}.${Math.floor(index / 2)}.0/24`,
    );
    const rows = networks.flatMap((source, index) =>
      // From three to nine days of use, by two to six people, that ended up to 31 days ago.
      Array.from({ length: 2 + (index % 8) }, (_, step) => ({
        source,
        day: today - (index % 32) - step * (1 + (index % 3)),
        people: people.slice(0, 2 + ((index + step) % 5)),
        failed: Array.from({ length: step * 2 }, (_unused, name) => `name ${name}`),
      })),
    );
    const sprayed = ['192.0.2.0/24', '198.51.100.0/24'];
    const daily = [...sprayed, 'AS64500'].flatMap((source) =>
      [3, 4, 5, 6].map((ago) => ({ source, day: today - ago, people, failed: [] })),
    );
    await attacked.house.sql(
      `INSERT INTO network_use ("accountId", source, day, people, failed)
       SELECT $1, source, day, people, failed FROM jsonb_to_recordset($2)
         AS r(source text, day int, people uuid[], failed text[])`,
      [accountId, JSON.stringify([...rows, ...daily])],
    );
    // One sprayed ten days ago; the other an hour ago, which does not end it.
    for (const [index, network] of sprayed.entries()) {
      const at = new Date(Date.now() - (index === 0 ? 10 * DAY : HOUR));
      await attacked.house.sql(
        `INSERT INTO source_attack ("accountId", network, kind, day, "firstAt", "lastAt", people, "unknownNames")
         VALUES ($1, $2, 'push_spray', $3, $4, $4, 5, '{}')`,
        [accountId, network, Math.floor(at.getTime() / DAY), at],
      );
    }
    const now = Date.now();
    const knowledge = await attacked.house.runtime.database.inAccount(accountId, async (tx) => ({
      use: await useOf(accountId, tx, [...networks, ...sprayed], 0, today),
      sprays: await spraysFrom(accountId, tx, sprayed, 0),
      pushes: new Map(),
    }));
    const { isEgress } = surroundingsOf(knowledge, NO_GEOGRAPHY, DEFAULT_SETTINGS);
    const expected = [...networks, ...sprayed].filter((network) => isEgress(network, now)).sort();
    expect(expected).not.toContain(sprayed[0]);
    expect(expected).toContain(sprayed[1]);

    const found = (await all(accountId, 'egress')) as HiddenBy<'egress'>[];
    expect(found.map(({ id }) => id).sort()).toEqual(expected);
    const { totals, failingNames } = await ask(accountId, { by: 'retry_loop' });
    expect(totals).toEqual({ disposition: 0, egress: expected.length, retry_loop: 0, detector_off: 0 });
    for (const { id, until, since, failingDays, people: most } of found) {
      expect(isEgress(id, Math.max(now, Date.parse(until) - DAY))).toBe(true);
      expect(isEgress(id, Date.parse(until))).toBe(false);
      if (!sprayed.includes(id)) expect(isEgress(id, Date.parse(since) - 1)).toBe(false);
      const own = [...rows, ...daily].filter(({ source, day }) => source === id && day > today - 30);
      expect(failingDays).toBe(own.filter(({ failed }) => failed.length >= failingNames).length);
      expect(most).toBeGreaterThanOrEqual(settingsAt(DEFAULT_SETTINGS, now).thresholds.egressPeople);
    }
    // More than a page of them.
    expect(found.length).toBeGreaterThan(50);
  });

  it('leads from each number of events to the list of just these, of any time or of the last 30 days', async () => {
    const accountId = await attacked.newAccount();
    const { runtime } = attacked.house;
    const actor = member(accountId, 'Ada');
    const bursts = [loop('ada', EVENING - 3 * HOUR), loop('ada', EVENING - 6 * HOUR), loop('bob', EVENING)];
    await attacked.commit(accountId, [...ALL, ...bursts.flat()]);
    await settleNow(runtime, accountId);
    const kinds = await attacked.house.sql(
      `SELECT "personId" AS person, kind, count(*)::int AS events, (array_agg(id))[1] AS event FROM identity_event
       WHERE "accountId" = $1 AND "retractedAt" IS NULL AND confidence > 0.2 GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`,
      [accountId],
    );
    const [many, one] = kinds;
    const decide = (input: object) =>
      execute(decideEvents, { actor, runtime, input: { reason: 'known', ...input } });
    await decide({ verdict: 'benign', scope: 'person_kind', person: many?.['person'], kind: many?.['kind'] });
    await decide({ verdict: 'confirmed', scope: 'event', event: one?.['event'] });
    await execute(saveDetectors, {
      ...{ actor: { kind: 'system', name: 'Ada', accountId }, runtime },
      input: { thresholds: DEFAULT_THRESHOLDS, off: ['push_harassment'], reason: 'a test', basedOn: 1 },
    });
    const items = (
      await Promise.all(['disposition', 'retry_loop', 'detector_off'].map((by) => all(accountId, by)))
    ).flat();
    const numbers = items.map((item): [string, number, string] => {
      switch (item.hiddenBy) {
        case 'disposition':
          return [item.subject, item.events, decidedEventsHref(item.id)];
        case 'retry_loop':
          return [item.person.name, item.bursts, loopEventsHref(item.id)];
        case 'detector_off':
          return [item.id, item.fired, firedHref(item.id)];
        case 'egress':
          return [item.id, 0, ''];
      }
    });
    expect(numbers).toHaveLength(5);
    for (const [what, count, href] of numbers) {
      expect({ what, positive: count > 0 }).toEqual({ what, positive: true });
      expect({ what, ...(await behindAddress({ actor, runtime }, href)) }).toEqual({
        ...{ what, said: count, listed: count },
      });
    }
    expect(many?.['events']).toBeGreaterThan(1);
  });

  it('lists the clients that retry by themselves, with the events that count less by it', async () => {
    const accountId = await attacked.newAccount();
    const bursts = [loop('ada', EVENING - 3 * HOUR), loop('ada', EVENING - 6 * HOUR), loop('bob', EVENING)];
    await attacked.commit(accountId, [
      ...ALL.filter(({ txid }) => !/^bomb/.test(txid ?? '')),
      ...bursts.flat(),
    ]);
    await settleNow(attacked.house.runtime, accountId);
    const { items, totals } = await ask(accountId, { by: 'retry_loop' });
    expect(items).toMatchObject([
      { hiddenBy: 'retry_loop', person: { name: 'bob' }, ip: HOME.ip, bursts: 1, pushes: 8 },
      {
        person: { name: 'ada' },
        bursts: 2,
        pushes: 16,
        firstAt: new Date(EVENING - 6 * HOUR).toISOString(),
        lastAt: new Date(EVENING - 3 * HOUR).toISOString(),
      },
    ]);
    expect(totals.retry_loop).toBe(2);
    const damped = await attacked.house.sql(
      `SELECT count(*)::int AS events FROM identity_event WHERE "accountId" = $1 AND "retractedAt" IS NULL
         AND kind = 'push_harassment' AND confidence = 0.2`,
      [accountId],
    );
    expect(damped).toEqual([{ events: 3 }]);
  });

  it('lists the detectors that are off, since which settings, and a trial counts what they hid', async () => {
    const accountId = await attacked.newAccount();
    const actor = { kind: 'system', name: 'Ada', accountId } as const;
    const { runtime } = attacked.house;
    const save = (off: string[], basedOn: number, reason: string) =>
      execute(saveDetectors, {
        actor,
        runtime,
        input: { thresholds: DEFAULT_THRESHOLDS, off, reason, basedOn },
      });
    await save(['unfamiliar_sign_in'], 1, 'a move');
    await save(['unfamiliar_sign_in', 'push_spray'], 2, 'a test');
    await save(['push_spray'], 3, 'over');
    await save(['unfamiliar_sign_in', 'push_spray'], 4, 'another move');
    expect((await ask(accountId, { by: 'detector_off' })).items).toMatchObject([
      { id: 'push_spray', settings: 3, reason: 'a test', countable: false, fired: 0 },
      { id: 'unfamiliar_sign_in', settings: 5, by: 'Ada', reason: 'another move', countable: true },
    ]);
    // Off since before all of it happened.
    await attacked.house.sql(
      `UPDATE detector_settings SET "from" = $2 WHERE "accountId" = $1 AND number = 5`,
      [accountId, new Date(EVENING - 60 * DAY)],
    );
    await attacked.commit(accountId, ALL);
    await settleNow(runtime, accountId);
    const stands = await attacked.derivedIn(accountId);
    expect(stands.filter((row) => row.includes('unfamiliar_sign_in'))).toEqual([]);
    const trial = await execute(previewDetectors, {
      actor,
      runtime,
      input: { thresholds: DEFAULT_THRESHOLDS, off: [], days: 7 },
    });
    expect(trial.kinds.find(({ kind }) => kind === 'unfamiliar_sign_in')).toMatchObject({ now: 0, fewer: 0 });
    expect(trial.kinds.find(({ kind }) => kind === 'unfamiliar_sign_in')?.more).toBeGreaterThan(0);
  });

  it('refuses what it does not list, by name', async () => {
    const accountId = await attacked.newAccount();
    await expect(ask(accountId, { by: 'weather' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ field: 'by' }],
    });
    for (const by of ['disposition', 'egress', 'retry_loop'])
      await expect(ask(accountId, { by, cursor: 'nonsense' })).rejects.toMatchObject({
        code: 'invalid_input',
      });
  });
});
