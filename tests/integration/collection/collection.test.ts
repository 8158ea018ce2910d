import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IntegrationId } from '@/domain/identifiers';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { getScoreBreakdown } from '@/server/services/dashboard/get-score-breakdown';
import { getEvent } from '@/server/services/events/get-event';
import { listEvents } from '@/server/services/events/list-events';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { listRuns } from '@/server/services/integrations/list-runs';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { listPeople } from '@/server/services/people/list-people';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { compareHeat, servedRecords } from '@/tests/setup/expected-events';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const DAY_MS = 86_400_000;
const count = z.object({ count: z.coerce.number() });

describe('collecting the authentication stream', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let integrationId: IntegrationId;
  const enabledAt = Date.now() - 20 * DAY_MS;

  beforeAll(async () => {
    simulator = await start(
      '--people',
      '60',
      '--history',
      '25d',
      '--seed',
      '7',
      '--lag',
      '0s',
      '--rate-limit',
      'off',
      '--attack-every',
      'off',
    );
    house = await openCollectingHouse(simulator);
    integrationId = await house.connect('Cisco Duo', enabledAt);
    expect(await house.poll(integrationId)).toBe('done');
  }, 120_000);

  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  async function counted(sql: string): Promise<number> {
    return count.parse((await house.sql(sql))[0]).count;
  }

  it('stores every record since it was enabled exactly once, and none from before', async () => {
    const [lane] = await house.sql(`SELECT watermark FROM lane WHERE lane = 'live'`);
    const watermark = z.object({ watermark: z.date() }).parse(lane).watermark.getTime();
    const served = await servedRecords(simulator, enabledAt, watermark);
    expect(served.length).toBeGreaterThan(1_000);
    expect(await counted('SELECT count(*) FROM signal')).toBe(served.length);
    expect(
      await counted(`SELECT count(*) FROM signal WHERE "occurredAt" < to_timestamp(${enabledAt / 1000})`),
    ).toBe(0);
  });

  it('changes nothing when the same time is read again', async () => {
    const before = await house.sql('SELECT id, version, confidence FROM identity_event ORDER BY id');
    const signals = await counted('SELECT count(*) FROM signal');
    await house.sql(`UPDATE lane SET watermark = watermark - interval '10 days'`);
    const counters = await counted('SELECT sum(signals) AS count FROM signal_counter');
    expect(await house.poll(integrationId)).toBe('done');
    expect(await house.sql('SELECT id, version, confidence FROM identity_event ORDER BY id')).toEqual(before);
    const [run] = await house.sql(`SELECT added, duplicate FROM run ORDER BY "startedAt" DESC LIMIT 1`);
    const figures = z.object({ added: z.number(), duplicate: z.number() }).parse(run);
    expect(figures.duplicate).toBeGreaterThan(500);
    expect(await counted('SELECT count(*) FROM signal')).toBe(signals + figures.added);
    expect(await counted('SELECT sum(signals) AS count FROM signal_counter')).toBe(counters + figures.added);
  });

  it('raises an event for every verdict that the simulator staged', async () => {
    const expected = z
      .object({
        expected: z.array(
          z.object({
            txid: z.string(),
            ms: z.number(),
            userKey: z.string().nullable(),
            detectors: z.array(z.string()),
            fraud: z.boolean(),
          }),
        ),
      })
      .parse(await simulator.control('GET /expected'));
    const due = expected.expected.filter(
      (verdict) =>
        verdict.ms >= enabledAt &&
        verdict.ms < Date.now() - 10_000 &&
        verdict.userKey !== null &&
        (verdict.detectors.length > 0 || verdict.fraud),
    );
    expect(due.length).toBeGreaterThan(5);
    const anchors = new Set(
      z
        .array(z.object({ anchor: z.string() }))
        .parse(
          // A verdict inside of a burst is the burst's event, which keeps what it is about.
          await house.sql(
            `SELECT anchor FROM identity_event WHERE "retractedAt" IS NULL
             UNION SELECT s.value->>'about' FROM identity_event e CROSS JOIN jsonb_array_elements(e.sources) s
             WHERE e."retractedAt" IS NULL AND s.value ? 'about'`,
          ),
        )
        .map((row) => row.anchor),
    );
    const missing = due.filter((verdict) => !anchors.has(`tx:${integrationId}:${verdict.txid}`));
    expect(missing).toEqual([]);
    expect(
      await counted(
        'SELECT count(*) FROM identity_event e WHERE NOT EXISTS (SELECT FROM evidence v WHERE v."eventId" = e.id)',
      ),
    ).toBe(0);
  });

  it('stores heat that equals a full recomputation for every person', async () => {
    const { people, wrong } = await compareHeat(house);
    expect(people).toBeGreaterThan(4);
    expect(wrong).toEqual([]);
  });

  it('counts in the dashboard what its lists hold', async () => {
    const read = { actor: house.actor, runtime: house.runtime };
    const dashboard = await execute(getDashboard, { ...read, input: { range: '30d' } });
    expect(dashboard.attackFactor.total).toBe(await counted('SELECT count(*) FROM person'));
    for (const band of ['very_low', 'low', 'medium', 'high', 'very_high'] as const) {
      const listed: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await execute(listPeople, {
          ...read,
          input: { band, ...(cursor === undefined ? { at: dashboard.at } : { cursor }) },
        });
        listed.push(...page.people.map((person) => person.attackFactor.band));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(listed).toHaveLength(dashboard.attackFactor.bands[band]);
      expect(new Set(listed).size).toBeLessThanOrEqual(1);
    }
    for (const row of dashboard.identity.kinds) {
      let cursor: string | undefined;
      let events = 0;
      do {
        const page = await execute(listEvents, {
          ...read,
          input: { kind: row.kind, range: '30d', ...(cursor === undefined ? {} : { cursor }) },
        });
        events += page.events.length;
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(events).toBe(row.events);
    }
  });

  it('opens from the waterfall of the most attacked person down to the raw record', async () => {
    const read = { actor: house.actor, runtime: house.runtime };
    const { people } = await execute(listPeople, { ...read, input: {} });
    const profile = await execute(getProfile, { ...read, input: { id: people[0]?.id } });
    const printed = profile.waterfall.bars.reduce(
      (sum, bar) => sum + Math.round(Number(bar.printed) * 100),
      0,
    );
    expect(printed).toBe(Math.round(Number(profile.waterfall.uncappedPrinted) * 100));
    // Every list prints of an event what its bar prints.
    const bars = new Map(profile.waterfall.bars.map(({ eventId, printed: adds }) => [eventId, adds]));
    expect(profile.events.filter(({ id }) => bars.has(id)).length).toBeGreaterThan(0);
    expect(profile.events.map(({ id, contributionPrinted }) => [id, contributionPrinted])).toEqual(
      profile.events.map(({ id }) => [id, bars.get(id) ?? '0.00']),
    );
    const [bar] = profile.waterfall.bars;
    const detail = await execute(getEvent, { ...read, input: { id: bar?.eventId } });
    expect(detail.evidence.length).toBeGreaterThan(0);
    const record: unknown = JSON.parse(detail.evidence[0]?.record ?? '');
    expect(record).toHaveProperty('user');
    const breakdown = await execute(getScoreBreakdown, { ...read, input: { range: '30d' } });
    const shares = breakdown.rows.reduce((sum, row) => sum + row.share, 0);
    expect(shares).toBeCloseTo(1, 9);
    const cents = (row: { readonly contributionPrinted: string }) =>
      Math.round(Number(row.contributionPrinted) * 100);
    expect(breakdown.rows.reduce((sum, row) => sum + cents(row), 0)).toBe(cents(breakdown.all));
    expect(cents(breakdown.all) / 100).toBeCloseTo(breakdown.all.contribution, 0);
  });

  it('says of itself that it is connected, complete until, and what it did', async () => {
    const view = await execute(getIntegration, {
      actor: house.actor,
      runtime: house.runtime,
      input: { id: integrationId },
    });
    expect(view.streams[0]?.lastFetched).toBeGreaterThan(0);
    const { runs } = await execute(listRuns, {
      actor: house.actor,
      runtime: house.runtime,
      input: { id: integrationId },
    });
    expect(runs[0]?.result).toBe('done');
    expect(view.host).toBe(`127.0.0.1:${simulator.port}`);
    expect(JSON.stringify(view)).not.toContain('secretsecret');
    expect(house.log.some((line) => /"msg":"cisco-duo: fetched \d+ events"/.test(line))).toBe(true);
  });
});
