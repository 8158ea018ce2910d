import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { kindOfExplanation } from '@/domain/detection/duo-detector-names';
import { SYSTEM_RULES } from '@/domain/detection/high-risk-system-event';
import { type IntegrationId } from '@/domain/identifiers';
import { rangeWindow } from '@/domain/range-window';
import { listDetectors } from '@/server/services/detection/list-detectors';
import { getAccountEvent } from '@/server/services/events/get-account-event';
import { listAccountEvents } from '@/server/services/events/list-account-events';
import { listEvents } from '@/server/services/events/list-events';
import { deleteIntegration, getIntegrationHoldings } from '@/server/services/integrations/delete-integration';
import { getCoverage } from '@/server/services/integrations/get-coverage';
import { purgeIntegration } from '@/server/services/integrations/purge-integration';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { compareHeat } from '@/tests/setup/expected-events';
import { type Simulator, start } from '@/tests/setup/simulator-process';
import { member } from '@/tests/setup/triage-desk';

const DAY_MS = 86_400_000;
/** What two integrations that read the same have in common: the keys of their signals differ. */
const ANCHOR = `regexp_replace(replace(e.anchor, e."integrationId"::text, 'i'), '^sig:.*', 'sig') AS anchor`;
const STREAMS = ['authentication', 'trust_monitor', 'activity', 'administrator'];

const expectedSchema = z.object({
  expected: z.array(
    z.object({
      txid: z.string(),
      ms: z.number(),
      userKey: z.string(),
      securityReason: z.string().nullable(),
    }),
  ),
  elsewhere: z.array(
    z.object({
      log: z.enum(['trust_monitor', 'activity', 'administrator']),
      campaign: z.string(),
      ms: z.number(),
      id: z.string().nullable(),
      name: z.string(),
      explanations: z.array(z.string()),
      userKey: z.string(),
      txid: z.string().nullable(),
      actor: z.string().nullable(),
    }),
  ),
});

describe('what the other logs raise', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let id: IntegrationId;
  const enabledAt = Date.now() - 30 * DAY_MS;

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '120', '--history', '40d', '--seed', '7', '--lag', '0s'],
      ...['--rate-limit', 'off', '--attack-every', 'off'],
    );
    house = await openCollectingHouse(simulator);
    id = await house.connect('Cisco Duo', enabledAt, STREAMS);
    // In this order, so that reports come before and after what they are about.
    for (const stream of ['trust_monitor', 'authentication', 'administrator', 'activity'])
      expect(await house.poll(id, stream)).toBe('done');
  }, 120_000);

  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  const expected = async () => {
    const { expected: verdicts, elsewhere } = expectedSchema.parse(await simulator.control('GET /expected'));
    // A sign-in before the start is not imported, and neither is what was surfaced about it.
    const begins = new Map(verdicts.map(({ txid, ms }) => [txid, ms]));
    const due = ({ ms }: { ms: number }) => ms >= enabledAt + 600_000 && ms < Date.now() - 10_000;
    return {
      verdicts: verdicts.filter(due),
      elsewhere: elsewhere.filter(due).filter(({ txid, ms }) => (begins.get(txid ?? '') ?? ms) >= enabledAt),
    };
  };
  const standing = () =>
    house.sql(
      `SELECT k.value AS "userKey", e.kind, e.anchor, e."occurredAt", e.confidence, e.outcome, e.facts, e.sources
       FROM identity_event e JOIN person_alias k ON k."accountId" = e."accountId" AND k."personId" = e."personId"
         AND k.kind = 'key'
       WHERE e."retractedAt" IS NULL`,
    );

  it('raises the kind of every explanation, at the sign-in that it is about', async () => {
    const have = new Set(
      (await standing()).map((row) => `${String(row.userKey)} ${String(row.kind)} ${String(row.anchor)}`),
    );
    const { elsewhere } = await expected();
    const surfaced = elsewhere.filter(({ log, name }) => log === 'trust_monitor' && name === 'auth');
    const wanted = surfaced.flatMap(({ userKey, txid, explanations }) =>
      explanations
        .filter((name) => name !== 'ANONYMOUS_IP')
        .map((name) => `${userKey} ${kindOfExplanation(name)} tx:${id}:${txid ?? ''}`),
    );
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((one) => !have.has(one))).toEqual([]);
    const kinds = new Set(wanted.map((one) => one.split(' ')[1]));
    for (const kind of [
      'new_country',
      'unusual_network',
      'unusual_application',
      'unusual_time',
      'unusual_device',
    ])
      expect(kinds).toContain(kind);
  });

  it('merges what Duo’s verdicts and Trust Monitor say of one authentication', async () => {
    const both = (await standing()).filter(
      ({ kind, sources }) =>
        kind === 'unrealistic_geovelocity' && JSON.stringify(sources).includes('trust_monitor'),
    );
    expect(both.length).toBeGreaterThan(0);
    for (const { sources } of both) expect(JSON.stringify(sources)).toContain('UNREALISTIC_TRAVEL');
  });

  it('raises a threat for each reason and its days, and for what Duo gave priority', async () => {
    const threats = (await standing()).filter(({ kind }) => kind === 'security_threat_detected');
    const { verdicts } = await expected();
    for (const [reason, confidence] of [
      ['anomalous_push', 1],
      ['anonymous_ip', 0.6],
      ['denied_network', 0.3],
    ] as const) {
      const victims = new Set(
        verdicts.filter(({ securityReason }) => securityReason === reason).map(({ userKey }) => userKey),
      );
      expect(victims.size).toBeGreaterThan(0);
      for (const userKey of victims)
        expect(
          threats.filter(
            (row) => row.userKey === userKey && String(row.anchor).startsWith(`reason:${reason}:`),
          ),
        ).toContainEqual(expect.objectContaining({ confidence, outcome: 'refused' }));
    }
    expect(threats.some(({ anchor }) => String(anchor).startsWith('reason:priority+country'))).toBe(true);
  });

  it('makes one bypass of three logs, for the person, with the administrator as actor', async () => {
    const { elsewhere } = await expected();
    const given = elsewhere.filter(
      ({ campaign, name }) => campaign === 'BYPASS_ENABLED' && name === 'bypass_create',
    );
    expect(given.length).toBeGreaterThan(0);
    const bypasses = (await standing()).filter(({ kind }) => kind === 'bypass_enabled');
    for (const { userKey, actor, ms } of given) {
      const day = `day:${new Date(ms).toISOString().slice(0, 10)}`;
      const own = bypasses.filter((row) => row.userKey === userKey && row.anchor === day);
      expect(own).toHaveLength(1);
      expect(own[0]).toMatchObject({ confidence: 1, outcome: 'unknown', facts: { actor } });
      const places = z.array(z.object({ place: z.string() })).parse(own[0]?.sources);
      expect(places.filter(({ place }) => place === 'act').length).toBeGreaterThanOrEqual(4);
      expect(places.filter(({ place }) => place === 'trust_monitor')).toHaveLength(1);
    }
    const { events } = await execute(listEvents, {
      actor: house.actor,
      runtime: house.runtime,
      input: { kind: 'bypass_enabled' },
    });
    expect(events[0]?.sentence).toMatch(/^[A-Z].+ put .+ into bypass, from \d/);
    // Nobody is attacked because they are an administrator.
    expect(events.every(({ person, sentence }) => !sentence.startsWith(person.name))).toBe(true);
  });

  it('raises a risky registration for the person whose device it is said to be', async () => {
    const { elsewhere } = await expected();
    const registered = elsewhere.filter(({ name }) => name === 'device_registration');
    expect(registered.length).toBeGreaterThan(0);
    const have = (await standing()).filter(({ kind }) => kind === 'risky_device_registration');
    for (const { userKey } of registered)
      expect(have.filter((row) => row.userKey === userKey).length).toBeGreaterThan(0);
    expect(new Set(have.map(({ userKey, anchor }) => `${String(userKey)} ${String(anchor)}`)).size).toBe(
      have.length,
    );
  });

  it('keeps every record that an event rests on, and heat as a full recomputation has it', async () => {
    const [row] = await house.sql(
      `SELECT count(*)::int AS missing FROM identity_event e CROSS JOIN jsonb_array_elements(e.sources) s
       WHERE NOT EXISTS (SELECT FROM evidence v WHERE v."accountId" = e."accountId" AND v."eventId" = e.id
         AND encode(v."signalKey", 'hex') = s.value->>'signalKey')`,
    );
    expect(row).toEqual({ missing: 0 });
    expect((await compareHeat(house)).wrong).toEqual([]);
  });

  it('tells of the account itself: each act once, whichever logs have it, with its records', async () => {
    const { elsewhere } = await expected();
    const attacks = elsewhere.filter(
      ({ campaign, log, name }) =>
        campaign === 'ADMIN_HIGH_RISK' && log === 'administrator' && name === 'admin_create',
    );
    expect(attacks.length).toBeGreaterThan(0);
    const rows = await house.sql(
      `SELECT id, rule, "occurredAt", "lastAt", sources FROM account_event WHERE "retractedAt" IS NULL AND raised`,
    );
    for (const { ms, actor } of attacks)
      for (const rule of SYSTEM_RULES) {
        // The attack takes ten minutes.
        const own = rows.filter(
          (row) =>
            row.rule === rule &&
            row.occurredAt instanceof Date &&
            Math.abs(row.occurredAt.getTime() - ms) < 20 * 60_000,
        );
        expect({ rule, events: own.length }).toEqual({ rule, events: 1 });
        expect(JSON.stringify(own[0]?.sources)).toContain(JSON.stringify(actor));
      }
    const evidence = await house.sql(
      `SELECT count(*)::int AS missing FROM account_event e CROSS JOIN jsonb_array_elements(e.sources) s
       WHERE NOT EXISTS (SELECT FROM evidence v WHERE v."accountId" = e."accountId" AND v."eventId" = e.id
         AND encode(v."signalKey", 'hex') = s.value->>'signalKey')`,
    );
    expect(evidence).toEqual([{ missing: 0 }]);
    // Nobody's score: none of them is an event of a person.
    expect(await house.sql(`SELECT FROM identity_event WHERE kind = 'high_risk_system_event'`)).toEqual([]);
  });

  it('lists events of the account page by page, and opens one down to the raw record', async () => {
    const as = { actor: house.actor, runtime: house.runtime };
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await execute(listAccountEvents, { ...as, input: { cursor } });
      seen.push(...page.events.map(({ id: eventId }) => eventId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    const [row] = await house.sql(
      'SELECT count(*)::int AS events FROM account_event WHERE "retractedAt" IS NULL AND raised',
    );
    expect(row).toEqual({ events: new Set(seen).size });
    expect(seen.length).toBeGreaterThan(6);
    // The page of detectors counts those that occurred in the time that the dashboard covers.
    const { detectors } = await execute(listDetectors, { ...as, input: {} });
    const since = new Date(rangeWindow('30d', Date.now()).from).toISOString();
    const [lately] = await house.sql(
      `SELECT count(*)::int AS fired FROM account_event WHERE "retractedAt" IS NULL AND raised
        AND "occurredAt" >= '${since}'`,
    );
    expect(lately?.fired).toBeGreaterThan(0);
    expect(detectors.find(({ kind }) => kind === 'high_risk_system_event')?.fired).toBe(lately?.fired);
    // The list behind the number has as many.
    const behind = async (input: object) => {
      const ids: string[] = [];
      let next: string | undefined;
      do {
        const page = await execute(listAccountEvents, { ...as, input: { ...input, cursor: next } });
        ids.push(...page.events.map(({ id: eventId }) => eventId));
        next = page.nextCursor ?? undefined;
      } while (next !== undefined);
      return ids.length;
    };
    expect(await behind({ range: '30d' })).toBe(lately?.fired);
    expect(await behind({ range: '30d', integration: randomUUID() })).toBe(0);

    const { events } = await execute(listAccountEvents, { ...as, input: { rule: 'admin_created' } });
    expect(events[0]?.sentence).toMatch(/^.+ created the administrator support-.+, from \d/);
    const detail = await execute(getAccountEvent, { ...as, input: { id: events[0]?.id } });
    expect(detail.evidence.map(({ stream }) => stream).sort()).toEqual(['activity', 'administrator']);
    for (const { record, sha256 } of detail.evidence) {
      expect(record).toContain('admin_create');
      expect(
        createHash('sha256')
          .update(record ?? '')
          .digest('hex'),
      ).toBe(sha256);
    }
    const helpDesk = member(house.accountId, 'Hana', 'help_desk');
    const ada = { ...as, actor: member(house.accountId, 'Ada'), input: { id: events[0]?.id } };
    await execute(getAccountEvent, ada);
    await execute(getAccountEvent, ada);
    const entries = await house.sql(
      `SELECT "entity", "after" FROM audit_entry WHERE "action" = 'get-account-event' AND "entityId" = $1`,
      [events[0]?.id],
    );
    // Read twice, that is one viewing.
    expect(entries).toMatchObject([{ entity: 'account_event', after: { records: 2 } }]);
    const closed = await execute(getAccountEvent, { ...as, actor: helpDesk, input: { id: events[0]?.id } });
    expect(closed.evidence.map(({ record }) => record)).toEqual([null, null]);
    await expect(execute(getAccountEvent, { ...as, input: { id: randomUUID() } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('says in the coverage what fired, per kind', async () => {
    const { kinds } = await execute(getCoverage, {
      actor: house.actor,
      runtime: house.runtime,
      input: { id },
    });
    for (const kind of [
      'new_country',
      'bypass_enabled',
      'security_threat_detected',
      'high_risk_system_event',
    ]) {
      const row = kinds.find((one) => one.kind === kind);
      expect(row).toMatchObject({ standing: 'can' });
      expect(row?.events).toBeGreaterThan(0);
    }
  });

  it('gives the same events in another order of streams, and changes nothing when read again', async () => {
    const content = async (integrationId: string) =>
      (
        await house.sql(
          `SELECT p.username, e.kind, ${ANCHOR}, e."occurredAt",
             e.confidence, e.outcome, e.facts, jsonb_array_length(e.sources) AS sources
           FROM identity_event e JOIN person p ON p."accountId" = e."accountId" AND p.id = e."personId"
           WHERE e."retractedAt" IS NULL AND e."integrationId" = $1 ORDER BY 1, 2, 4, 3`,
          [integrationId],
        )
      ).filter(({ occurredAt }) => occurredAt instanceof Date && occurredAt.getTime() < Date.now() - 60_000);
    const versions = async () => [
      await house.sql('SELECT id, version FROM identity_event ORDER BY 1, 2'),
      await house.sql('SELECT id, "lastAt", "retractedAt", sources FROM account_event ORDER BY 1'),
    ];
    const before = await versions();
    await house.sql(`UPDATE lane SET watermark = watermark - interval '20 days' WHERE lane = 'live'`);
    for (const stream of STREAMS) expect(await house.poll(id, stream)).toBe('done');
    expect(await versions()).toEqual(before);

    const other = await openCollectingHouse(simulator);
    try {
      const second = await other.connect('Cisco Duo', enabledAt, STREAMS);
      for (const stream of ['activity', 'authentication', 'administrator', 'trust_monitor'])
        expect(await other.poll(second, stream)).toBe('done');
      const here = await content(id);
      const there = await other.sql(
        `SELECT p.username, e.kind, ${ANCHOR}, e."occurredAt",
           e.confidence, e.outcome, e.facts, jsonb_array_length(e.sources) AS sources
         FROM identity_event e JOIN person p ON p."accountId" = e."accountId" AND p.id = e."personId"
         WHERE e."retractedAt" IS NULL ORDER BY 1, 2, 4, 3`,
      );
      expect(here.length).toBeGreaterThan(20);
      const ofAccount = `SELECT rule, key, "occurredAt", "lastAt", raised, jsonb_array_length(sources) AS sources
        FROM account_event WHERE "retractedAt" IS NULL AND "lastAt" < now() - interval '1 minute' ORDER BY 1, 2, 3`;
      expect(await other.sql(ofAccount)).toEqual(await house.sql(ofAccount));
      expect(
        there.filter(
          ({ occurredAt }) => occurredAt instanceof Date && occurredAt.getTime() < Date.now() - 60_000,
        ),
      ).toEqual(here);
    } finally {
      await other.close();
    }
  }, 180_000);

  it('leaves nothing behind when the integration is purged, and says before what goes', async () => {
    const as = { actor: house.actor, runtime: house.runtime };
    const other = await openCollectingHouse(simulator);
    try {
      const asOther = { actor: other.actor, runtime: other.runtime };
      const gone = await other.connect('Gone', Date.now() - 10 * DAY_MS, STREAMS);
      for (const stream of STREAMS) expect(await other.poll(gone, stream)).toBe('done');
      const holdings = await execute(getIntegrationHoldings, { ...asOther, input: { id: gone } });
      const [row] = await other.sql(
        'SELECT count(*)::int AS events FROM account_event WHERE raised AND "retractedAt" IS NULL',
      );
      expect({ events: holdings.accountEvents }).toEqual(row);
      expect(holdings.accountEvents).toBeGreaterThan(5);
      await execute(deleteIntegration, { ...asOther, input: { id: gone, name: 'Gone', keep: 'nothing' } });
      expect(await execute(purgeIntegration, { ...asOther, input: { id: gone } })).toEqual({
        outcome: 'done',
      });
      for (const name of ['account_event', 'evidence', 'identity_event', 'signal', 'integration'])
        expect({ name, rows: await other.sql(`SELECT FROM ${name}`) }).toEqual({ name, rows: [] });
    } finally {
      await other.close();
    }
    expect((await execute(listAccountEvents, { ...as, input: {} })).events.length).toBe(6);
  }, 180_000);

  it('raises nothing twice when Trust Monitor changes the state of an event', async () => {
    const { elsewhere } = await expected();
    const event = elsewhere.findLast(({ log, name }) => log === 'trust_monitor' && name === 'auth');
    const before = await house.sql('SELECT id, version FROM identity_event ORDER BY 1, 2');
    await simulator.control('POST /trust-state', {
      ...{ sekey: event?.id, state: 'processed', triaged_as_interesting: true },
    });
    await house.sql(
      `UPDATE lane SET watermark = watermark - interval '40 days' WHERE lane = 'live' AND stream = 'trust_monitor'`,
    );
    expect(await house.poll(id, 'trust_monitor')).toBe('done');
    const [run] = await house.sql(`SELECT updated FROM run ORDER BY "startedAt" DESC LIMIT 1`);
    expect(run).toEqual({ updated: 1 });
    expect(await house.sql('SELECT id, version FROM identity_event ORDER BY 1, 2')).toEqual(before);
  }, 180_000);
});
