import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aftermathOf, AFTERMATH_MS, elsewhere } from './aftermath';
import { campaignNetworkOf } from './campaign-network';
import {
  CAMPAIGN_GAP_MS,
  type CampaignAttack,
  type CampaignEvent,
  type CampaignRun,
  figuresOf,
  isCampaign,
  joinRuns,
  outcomeOfAll,
} from './campaign-run';
import { isReopened, keepCampaigns, type KeptCampaign } from './keep-campaigns';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 9, 1, 20);

function event(personId: string, at: number, more: Partial<CampaignEvent> = {}): CampaignEvent {
  return { id: `${personId}-${at}`, personId, kind: 'push_spray', at, outcome: 'refused', ...more };
}

function attack(firstAt: number, lastAt: number, more: Partial<CampaignAttack> = {}): CampaignAttack {
  return { kind: 'credential_stuffing', firstAt, lastAt, people: 1, unknownNames: ['root'], ...more };
}

const campaignsOf = (events: readonly CampaignEvent[], attacks: readonly CampaignAttack[] = []) =>
  joinRuns(events, attacks).filter(isCampaign);

describe('where an event counts', () => {
  const facts = { ip: '203.0.113.66', city: null, country: null, application: null, factor: null };
  const told = { ...facts, reason: null, actor: null, target: null, names: [] };

  it('is the /24 or /48 of a public address', () => {
    expect(campaignNetworkOf({ kind: 'push_spray', facts: told })).toBe('203.0.113.0/24');
    expect(campaignNetworkOf({ kind: 'push_spray', facts: { ...told, ip: '2001:db8:7::1' } })).toBe(
      '2001:db8:7::/48',
    );
  });

  it('is nowhere for no address, a private one, and the administrator’s of a bypass', () => {
    expect(campaignNetworkOf({ kind: 'push_spray', facts: { ...told, ip: null } })).toBeNull();
    expect(campaignNetworkOf({ kind: 'push_spray', facts: { ...told, ip: '10.1.2.3' } })).toBeNull();
    expect(campaignNetworkOf({ kind: 'bypass_enabled', facts: told })).toBeNull();
  });
});

describe('campaigns of a network', () => {
  it('are runs of at least two people with gaps of at most a day', () => {
    const within = [event('ada', START), event('bob', START + CAMPAIGN_GAP_MS)];
    expect(campaignsOf(within)).toEqual([
      { firstAt: START, lastAt: START + CAMPAIGN_GAP_MS, events: within, attacks: [] },
    ]);
    expect(campaignsOf([event('ada', START), event('bob', START + CAMPAIGN_GAP_MS + 1)])).toEqual([]);
    expect(campaignsOf([event('ada', START), event('ada', START + HOUR)])).toEqual([]);
  });

  it('hold together by what happens between', () => {
    const events = [0, 20, 40, 60].map((hours) => event(hours === 60 ? 'bob' : 'ada', START + hours * HOUR));
    expect(campaignsOf(events)).toHaveLength(1);
  });

  it('are an attack on many with one person, and one on names that nobody has with none', () => {
    expect(campaignsOf([event('ada', START)], [attack(START, START + HOUR)])).toHaveLength(1);
    expect(campaignsOf([], [attack(START, START + HOUR, { people: 0 })])).toHaveLength(1);
  });

  it('are not an attack whose events were all dismissed', () => {
    expect(campaignsOf([], [attack(START, START + HOUR)])).toEqual([]);
  });

  it('reach as far as an attack does that goes on between two events', () => {
    const events = [event('ada', START), event('bob', START + 60 * HOUR)];
    const [run] = campaignsOf(events, [attack(START + HOUR, START + 40 * HOUR)]);
    expect(run).toMatchObject({ firstAt: START, lastAt: START + 60 * HOUR });
  });

  it('are the same for any order in which events come', () => {
    const one = fc.record({
      personId: fc.constantFrom('ada', 'bob', 'cleo'),
      at: fc.integer({ min: 0, max: 400 }).map((hours) => START + hours * HOUR),
      id: fc.uuid(),
    });
    fc.assert(
      fc.property(
        fc
          .uniqueArray(one, { selector: ({ id }) => id, maxLength: 20 })
          .chain((all) =>
            fc.tuple(
              fc.constant(all),
              fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
            ),
          ),
        ([ordered, mixed]) => {
          const made = (wishes: typeof ordered) =>
            wishes.map(({ id, personId, at }) => event(personId, at, { id }));
          expect(joinRuns(made(mixed), [])).toEqual(joinRuns(made(ordered), []));
        },
      ),
    );
  });
});

describe('figures of a campaign', () => {
  it('say first whether anybody got in', () => {
    expect(outcomeOfAll(['refused', 'got_in', 'unknown'])).toBe('got_in');
    expect(outcomeOfAll(['unknown', 'refused'])).toBe('refused');
    expect(outcomeOfAll(['unknown'])).toBe('unknown');
  });

  it('count events, people and names, and name kinds by how often they were seen', () => {
    const events = [
      event('ada', START, { kind: 'push_spray' }),
      event('bob', START, { kind: 'push_spray' }),
      event('bob', START, { id: 'x', kind: 'denied_then_approved', outcome: 'got_in' }),
    ];
    expect(
      figuresOf({ events, attacks: [attack(START, START, { unknownNames: ['root', 'test'] })] }),
    ).toEqual({
      outcome: 'got_in',
      events: 3,
      people: 2,
      unknownNames: 2,
      kinds: ['push_spray', 'denied_then_approved', 'credential_stuffing'],
    });
    expect(figuresOf({ events: [], attacks: [attack(START, START)] }).outcome).toBe('refused');
  });
});

describe('a stored campaign', () => {
  const run = (firstAt: number, lastAt: number): CampaignRun => ({
    firstAt,
    lastAt,
    events: [],
    attacks: [],
  });
  const kept = (
    id: string,
    firstAt: number,
    lastAt: number,
    more: Partial<KeptCampaign> = {},
  ): KeptCampaign => ({
    id,
    firstAt,
    lastAt,
    foundAt: START,
    touched: false,
    mergedInto: null,
    ...more,
  });

  it('is found again when a late event moves its beginning', () => {
    const late = run(START - 20 * HOUR, START + HOUR);
    expect(keepCampaigns([late], [kept('a', START, START + HOUR)]).runs).toEqual([{ id: 'a', run: late }]);
  });

  it('takes the others in when a late event joins them, and the one with an owner stays', () => {
    const joined = run(START, START + 60 * HOUR);
    const first = kept('a', START, START + HOUR);
    const owned = kept('b', START + 59 * HOUR, START + 60 * HOUR, { touched: true, foundAt: START + HOUR });
    expect(keepCampaigns([joined], [first, owned])).toEqual({
      runs: [{ id: 'b', run: joined }],
      merged: [{ id: 'a', into: 'b' }],
      ended: [],
    });
  });

  it('stays with the earliest part when it falls apart, and what was taken in stands up again', () => {
    const [early, late] = [run(START, START + HOUR), run(START + 59 * HOUR, START + 60 * HOUR)];
    const whole = kept('a', START, START + 60 * HOUR);
    const joined = kept('b', START + 59 * HOUR, START + 60 * HOUR, { mergedInto: 'a' });
    expect(keepCampaigns([late, early], [whole, joined])).toEqual({
      runs: [
        { id: 'a', run: early },
        { id: 'b', run: late },
      ],
      merged: [],
      ended: [],
    });
    expect(keepCampaigns([early, late], [whole]).runs.map(({ id }) => id)).toEqual(['a', null]);
  });

  it('has ended when nothing supports it', () => {
    expect(keepCampaigns([], [kept('a', START, START)])).toEqual({ runs: [], merged: [], ended: ['a'] });
  });

  it('is open again when its source goes on after it was closed', () => {
    const closed = { state: 'closed', stateAt: START };
    expect(isReopened(closed, START + 1)).toBe(true);
    expect(isReopened(closed, START)).toBe(false);
    expect(isReopened({ state: 'acknowledged', stateAt: START }, START + 1)).toBe(false);
  });
});

describe('what happened after an approval', () => {
  const approvals = [
    { personId: 'ada', at: START },
    { personId: 'ada', at: START + 2 * HOUR },
  ];
  const reach = (personId: string, at: number, application: string | null = 'VPN') => ({
    personId,
    at,
    application,
  });

  it('is what was reached from the source within a day, and nothing before', () => {
    const [after] = aftermathOf(
      approvals,
      [
        reach('ada', START - 1),
        reach('ada', START + HOUR, 'Mail'),
        reach('ada', START, 'VPN'),
        reach('ada', START + HOUR, 'VPN'),
        reach('ada', START + 3 * HOUR, null),
        reach('bob', START + HOUR, 'Wiki'),
        reach('ada', START + 2 * HOUR + AFTERMATH_MS + 1, 'Late'),
      ],
      [],
    );
    expect(after).toEqual({
      personId: 'ada',
      approvedAt: START,
      applications: [
        { name: 'VPN', firstAt: START, signIns: 2 },
        { name: 'Mail', firstAt: START + HOUR, signIns: 1 },
      ],
      steps: [],
    });
  });

  it('is devices and bypasses of that person, in order', () => {
    const step = (eventId: string, at: number, personId = 'ada') => ({
      eventId,
      personId,
      at,
      what: 'device' as const,
      by: null,
    });
    const steps = [
      step('b', START + HOUR),
      step('a', START + 1),
      step('c', START + 1, 'bob'),
      step('d', START - 1),
    ];
    expect(aftermathOf(approvals, [], steps)[0]?.steps.map(({ eventId }) => eventId)).toEqual(['a', 'b']);
  });

  it('is the same source with others, who are not known to be hit', () => {
    const successes = [reach('ada', START + 1), reach('cleo', START + 2), reach('dan', START - 1)];
    expect(elsewhere(approvals, successes, new Set(['ada']))).toEqual([
      { personId: 'cleo', firstAt: START + 2, applications: ['VPN'] },
    ]);
  });
});
