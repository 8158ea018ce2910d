import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetOldDeliveries } from '@/server/services/collection/receive-delivery';
import { getEvent } from '@/server/services/events/get-event';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { listQuarantine } from '@/server/services/integrations/list-quarantine';
import { listRuns } from '@/server/services/integrations/list-runs';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { listPeople } from '@/server/services/people/list-people';
import {
  answerOf,
  openWebhookHouse,
  problemOf,
  reported,
  taken,
  type Webhook,
  type WebhookHouse,
} from '@/tests/setup/webhook-house';

let house: WebhookHouse;
beforeAll(async () => {
  house = await openWebhookHouse();
});
afterAll(() => house.close());

const statusOf = async ({ actor, integrationId: id }: Webhook) =>
  execute(getIntegration, { actor, runtime: house.runtime, input: { id } });

describe('a delivery', () => {
  it('puts an event on the profile of the person with its address, with its evidence, and raises the attack factor', async () => {
    const own = await house.connect();
    expect((await statusOf(own)).status.word).toBe('waiting_delivery');
    const event = reported({ description: 'Found in a public dump', ip: '203.0.113.7', country: 'Norway' });
    expect(await answerOf(await house.deliver(own, { events: [event] }))).toEqual(taken(1));

    const { actor } = own;
    const { runtime } = house;
    const { people } = await execute(listPeople, { actor, runtime, input: {} });
    expect(people).toMatchObject([{ email: 'ada@example.com', events: 1, attackFactor: { band: 'high' } }]);
    const profile = await execute(getProfile, { actor, runtime, input: { id: people[0]?.id ?? '' } });
    expect(profile.events).toMatchObject([
      {
        kind: 'leaked_password',
        confidence: 1,
        sentence: 'Leak Watch reported a leaked password: Found in a public dump, from 203.0.113.7, Norway',
      },
    ]);
    const opened = await execute(getEvent, { actor, runtime, input: { id: profile.events[0]?.id ?? '' } });
    expect(opened.evidence).toMatchObject([{ stream: 'events', record: JSON.stringify(event) }]);
    expect(await statusOf(own)).toMatchObject({
      status: { word: 'connected' },
      deliverTo: own.address,
      streams: [{ stream: 'events', lastFetched: 1, signals24h: 1 }],
    });
    const { runs } = await execute(listRuns, { actor, runtime, input: { id: own.integrationId } });
    expect(runs).toMatchObject([{ trigger: 'delivery', result: 'done', fetched: 1, new: 1, quarantined: 0 }]);
  });

  it('is believed as far as its event says, and tells the outcome', async () => {
    const own = await house.connect();
    const event = reported({
      kind: 'unfamiliar_sign_in',
      confidence: 0.5,
      outcome: 'approved',
      source: 'Other IdP',
    });
    await answerOf(await house.deliver(own, { events: [event] }));
    const [row] = await house.sql(
      'SELECT confidence, outcome, facts FROM identity_event WHERE "integrationId" = $1',
      [own.integrationId],
    );
    expect(row).toMatchObject({ confidence: 0.5, outcome: 'got_in', facts: { names: ['Other IdP'] } });
  });

  it('joins people by address across sources, and by username or key within its own', async () => {
    const own = await house.connect();
    const other = await house.connect(own.actor);
    await answerOf(
      await house.deliver(own, {
        events: [reported({ person: { username: 'ada', email: 'Ada@Example.com' } })],
      }),
    );
    await answerOf(await house.deliver(own, { events: [reported({ person: { username: 'ADA' } })] }));
    await answerOf(
      await house.deliver(other, { events: [reported(), reported({ person: { username: 'ada' } })] }),
    );
    await answerOf(
      await house.deliver(other, {
        events: [
          reported({ person: { key: 'u-1', email: 'bob@example.com' } }),
          reported({ person: { key: 'u-1' } }),
        ],
      }),
    );
    const { people } = await execute(listPeople, { actor: own.actor, runtime: house.runtime, input: {} });
    const told = people.map(({ username, email, events }) => [username.toLowerCase(), email, events]).sort();
    expect(told).toEqual([
      ['ada', null, 1],
      ['ada', 'ada@example.com', 3],
      ['bob@example.com', 'bob@example.com', 2],
    ]);
  });

  it('keeps what is good of it, and says of each bad event which field it is', async () => {
    const own = await house.connect();
    const later = new Date(Date.now() + 600_000).toISOString();
    const bad: readonly (readonly [unknown, string])[] = [
      [42, 'event'],
      [reported({ id: undefined }), 'id'],
      [reported({ id: 7 }), 'id'],
      [reported({ id: 'x'.repeat(600) }), 'id'],
      [reported({ kind: 'high_risk_system_event' }), 'kind'],
      [reported({ kind: undefined }), 'kind'],
      [reported({ occurredAt: undefined }), 'occurredAt'],
      [reported({ occurredAt: '2026-11-01T08:30:00' }), 'occurredAt'],
      [reported({ occurredAt: later }), 'occurredAt'],
      [reported({ occurredAt: '1999-01-01T00:00:00Z' }), 'occurredAt'],
      [reported({ person: undefined }), 'person'],
      [reported({ person: 'ada' }), 'person'],
      [reported({ person: { email: 'nobody' } }), 'person.email'],
      [reported({ person: { username: 'a\u0000b' } }), 'person.username'],
      [reported({ outcome: 'maybe' }), 'outcome'],
      [reported({ confidence: 0 }), 'confidence'],
      [reported({ confidence: '1' }), 'confidence'],
      [reported({ ip: 'fe80::1%eth0' }), 'ip'],
      [reported({ details: [] }), 'details'],
      [reported({ details: { text: 'x'.repeat(70_000) } }), 'event'],
    ];
    const events = bad.flatMap(([event]) => [event, reported()]);
    const answer = await answerOf(await house.deliver(own, { events }));
    expect(answer.accepted).toBe(bad.length);
    expect(answer.rejected.map(({ index, field }) => [index, field])).toEqual(
      bad.map(([, field], index) => [2 * index, field]),
    );
    for (const { message } of answer.rejected) expect(message).toMatch(/^\S.*\.$/);
    const input = { id: own.integrationId };
    const kept = await execute(listQuarantine, { actor: own.actor, runtime: house.runtime, input });
    expect(kept.reasons.reduce((sum, { records }) => sum + records, 0)).toBe(bad.length);
  });

  it('ignores what is from before the integration was enabled, and says so', async () => {
    const own = await house.connect();
    const old = reported({ occurredAt: new Date(Date.now() - 3_600_000).toISOString() });
    expect(await answerOf(await house.deliver(own, { events: [old, reported()] }))).toEqual(
      taken(1, { ignored: 1 }),
    );
    expect(await house.count('signal', own)).toBe(1);
    const { runs } = await execute(listRuns, {
      actor: own.actor,
      runtime: house.runtime,
      input: { id: own.integrationId },
    });
    expect(runs[0]?.note).toContain('1 event occurred before');
  });
});

describe('what cannot be read', () => {
  it('is kept up to 5,000 records; the sender and the run are told of the rest', async () => {
    const own = await house.connect();
    await answerOf(await house.deliver(own, { events: [1] }));
    await house.sql('UPDATE stream SET quarantined = 4998 WHERE "integrationId" = $1', [own.integrationId]);
    const { rejected } = await answerOf(await house.deliver(own, { events: [2, 3, 4, reported()] }));
    expect(rejected.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(await house.count('quarantine', own)).toBe(3);
    await answerOf(await house.deliver(own, { events: [5] }));
    expect(await house.count('quarantine', own)).toBe(3);
    const notes = await house.sql(
      'SELECT note FROM run WHERE "integrationId" = $1 AND note IS NOT NULL ORDER BY note',
      [own.integrationId],
    );
    expect(notes.map(({ note }) => note)).toEqual([
      '1 event could not be read and was not kept: quarantine has 5000 already. Remove those, or try them again.',
      '1 event could not be read and was not kept: quarantine has 5000 already. Remove those, or try them again.',
    ]);
  });
});

describe('the same again', () => {
  it('is answered as before and does nothing twice; with another body it is refused', async () => {
    const own = await house.connect();
    const key = randomUUID();
    const body = { events: [reported(), reported(), 42] };
    const first = await answerOf(await house.deliver(own, body, { key }));
    expect(first).toMatchObject({ accepted: 2, rejected: [{ index: 2, field: 'event' }] });
    expect(await answerOf(await house.deliver(own, body, { key, skewMs: 5_000 }))).toEqual(first);
    const other = await problemOf(await house.deliver(own, { events: [] }, { key }));
    expect(other).toMatchObject({ status: 409, code: 'conflict' });
    expect([
      await house.count('run', own),
      await house.count('signal', own),
      await house.count('identity_event', own),
    ]).toEqual([1, 2, 2]);
  });

  it('under another key counts as duplicates', async () => {
    const own = await house.connect();
    const body = { events: [reported()] };
    await answerOf(await house.deliver(own, body));
    expect(await answerOf(await house.deliver(own, body))).toEqual(taken(0, { duplicate: 1 }));
    expect(await house.count('identity_event', own)).toBe(1);
  });

  it('that somebody caught is refused under another key, whichever attempt it was and whichever signature of it', async () => {
    const own = await house.connect();
    house.stopped = Date.now();
    const key = randomUUID();
    const body = { events: [reported(), 42] };
    const first = await answerOf(await house.deliver(own, body, { key, skewMs: 0 }));
    expect(await answerOf(await house.deliver(own, body, { key, skewMs: 60_000 }))).toEqual(first);
    const copies = [
      { skewMs: 0 },
      { skewMs: 60_000 },
      { skewMs: 0, signature: (hmac: string) => `v1=${'0'.repeat(64)},v1=${hmac.toUpperCase()}` },
    ];
    for (const copy of copies) {
      const caught = await problemOf(await house.deliver(own, body, copy));
      expect(caught).toMatchObject({ status: 409, code: 'conflict' });
      expect(caught.detail).toContain('taken before under another key');
    }
    expect([await house.count('run', own), await house.count('signal', own)]).toEqual([1, 1]);
    const anew = await answerOf(await house.deliver(own, body, { skewMs: 90_000 }));
    expect(anew).toMatchObject({ accepted: 0, duplicate: 1 });
    house.stopped = null;
  });

  it('twelve times at once goes in once', async () => {
    const own = await house.connect();
    const key = randomUUID();
    const body = { events: Array.from({ length: 20 }, () => reported()) };
    const answers = await Promise.all(
      Array.from({ length: 12 }, async () => answerOf(await house.deliver(own, body, { key }))),
    );
    expect(answers).toEqual(answers.map(() => taken(20)));
    expect([await house.count('run', own), await house.count('signal', own)]).toEqual([1, 20]);
    const [row] = await house.sql(
      'SELECT sum(signals)::int AS n FROM signal_counter WHERE "integrationId" = $1',
      [own.integrationId],
    );
    expect(row).toEqual({ n: 20 });
  });

  it('of different deliveries at once, each goes in', async () => {
    const own = await house.connect();
    const answers = await Promise.all(
      Array.from({ length: 10 }, async (_, n) =>
        answerOf(
          await house.deliver(own, { events: [reported({ person: { email: `p${n % 3}@example.com` } })] }),
        ),
      ),
    );
    expect(answers).toEqual(answers.map(() => taken(1)));
    expect([await house.count('run', own), await house.count('identity_event', own)]).toEqual([10, 10]);
  });

  it('goes in whole after it was cut off in the middle, of which nothing stands', async () => {
    const own = await house.connect();
    const key = randomUUID();
    const body = { events: [reported(), reported()] };
    // What is written last fails, as if the process had ended before its commit.
    await house.sql(`CREATE FUNCTION break_delivery() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'cut off'; END $$`);
    await house.sql(`CREATE TRIGGER break_delivery BEFORE UPDATE ON inbound_delivery
      FOR EACH ROW EXECUTE FUNCTION break_delivery()`);
    const failed = await problemOf(await house.deliver(own, body, { key }));
    expect(failed).toMatchObject({ status: 500, code: 'internal' });
    await house.sql('DROP FUNCTION break_delivery CASCADE');
    for (const table of [
      'run',
      'signal',
      'identity_event',
      'inbound_delivery',
      'person_alias',
      'signal_counter',
    ])
      expect([table, await house.count(table, own)]).toEqual([table, 0]);
    expect(await answerOf(await house.deliver(own, body, { key }))).toEqual(taken(2));
  });

  it('is known for a day and longer, and forgotten after it', async () => {
    const own = await house.connect();
    const key = randomUUID();
    const body = { events: [reported()] };
    await answerOf(await house.deliver(own, body, { key }));
    house.ahead = 24 * 3_600_000;
    await forgetOldDeliveries(house.runtime, own.accountId);
    expect(await answerOf(await house.deliver(own, body, { key }))).toEqual(taken(1));
    house.ahead += 700_000;
    // The key, and what was signed under it at either time.
    expect(await forgetOldDeliveries(house.runtime, own.accountId)).toBe(2);
    expect(await answerOf(await house.deliver(own, body, { key }))).toEqual(taken(0, { duplicate: 1 }));
    house.ahead = 0;
  });
});
