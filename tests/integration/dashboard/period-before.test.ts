import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rangeWindow } from '@/domain/range-window';
import { countDenials } from '@/server/data/signals/access-denials';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { getOverTime } from '@/server/services/dashboard/get-over-time';
import { getScoreBreakdown } from '@/server/services/dashboard/get-score-breakdown';
import { decideEvents } from '@/server/services/events/decide-events';
import { execute } from '@/server/services/operation';
import { openScoringHouse, type ScoringHouse } from '@/tests/setup/scoring-house';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('the period before', () => {
  let house: ScoringHouse;
  /** Within a quarter of an hour, early in an hour: most of the last bar is still to come. */
  let now: number;

  beforeAll(async () => {
    house = await openScoringHouse();
    const real = Date.now();
    now = Math.ceil(real / HOUR) * HOUR + 20 * MINUTE;
    house.ahead = now - house.runtime.now();
    await house.sql('UPDATE stream SET "enabledAt" = $1, "completeUntil" = $2', [
      new Date(now - 40 * DAY),
      new Date(now),
    ]);
    const ago = now - DAY;
    const { previousFrom } = rangeWindow('24h', now);
    const id = await house.person(
      [
        { kind: 'novel_asn', at: now - MINUTE },
        // In it, in the quarter that it ends in, and with a dismissed one beside that.
        { kind: 'novel_asn', at: ago - HOUR },
        { kind: 'novel_asn', at: ago - 2 * MINUTE },
        { kind: 'push_spray', at: ago - MINUTE },
        // In its last bar, and after as long a time as the present period has lasted.
        { kind: 'novel_asn', at: ago + 3 * MINUTE },
        { kind: 'novel_asn', at: ago + 30 * MINUTE },
      ],
      { recordedAt: now - 2 * DAY },
    );
    // Before the period before, but within 24 hours of its end.
    await house.person([{ kind: 'tampered_cookie', at: previousFrom - MINUTE }], {
      recordedAt: now - 2 * DAY,
    });
    const [event] = await house.sql(
      `SELECT id FROM identity_event WHERE "personId" = $1 AND kind = 'push_spray'`,
      [id],
    );
    await execute(decideEvents, {
      ...house.who,
      input: { verdict: 'benign', scope: 'event', event: String(event?.id), reason: 'a test' },
    });
    const [integration] = await house.sql('SELECT id FROM integration');
    const denied = (occurredAt: number) => ({
      occurredAt,
      reason: 'location_restricted',
      application: 'VPN',
    });
    const outdated = { ...denied(now - MINUTE), reason: 'software_restricted' };
    await house.runtime.database.inAccount(house.accountId, (tx) =>
      countDenials(house.accountId, tx, String(integration?.id), [
        denied(now - MINUTE),
        outdated,
        outdated,
        denied(ago - HOUR),
        denied(ago - HOUR),
        denied(ago + 30 * MINUTE),
      ]),
    );
  });
  afterAll(() => house.close());

  const read = () => house.who;

  it('is as long as the present one has lasted, for all events and for each kind', async () => {
    const { identity, policyDenials } = await execute(getDashboard, { ...read(), input: { range: '24h' } });
    expect(identity).toMatchObject({ events: 1, change: -1 });
    expect(identity.kinds).toMatchObject([{ kind: 'novel_asn', events: 1, change: -1 }]);
    expect(policyDenials).toMatchObject({ denials: 3, change: 1 });
    expect(policyDenials.trend.at(-1)).toBe(3);
    expect(policyDenials.reasons).toMatchObject([
      { reason: 'software_restricted', denials: 2, change: 2 },
      { reason: 'location_restricted', denials: 1, change: -1 },
    ]);
    for (const [bar, count] of policyDenials.trend.entries())
      expect(policyDenials.reasons.reduce((sum, { trend }) => sum + (trend[bar] ?? 0), 0)).toBe(count);
  });

  it('is cut at the same time on the chart, whose last bar is still filling', async () => {
    const chart = await execute(getOverTime, { ...read(), input: { range: '24h' } });
    expect(chart).toMatchObject({ events: 1, eventsBefore: 2 });
    expect(chart.buckets.at(-1)).toMatchObject({ complete: false, authentication: 1, before: 1 });
    const hours = await execute(getOverTime, { ...read(), input: { range: '7d', step: 'hour' } });
    for (const { start, before } of hours.buckets)
      expect([start, before === null]).toEqual([start, Date.parse(start) > now]);
  });

  it('is so for what its events added', async () => {
    const { rows } = await execute(getScoreBreakdown, { ...read(), input: { range: '24h' } });
    const before = new Map(rows.map(({ key, before: points }) => [key, points]));
    expect(before.get('novel_asn')).toBeGreaterThan(0);
    expect(before.get('tampered_cookie') ?? 0).toBe(0);
  });
});
