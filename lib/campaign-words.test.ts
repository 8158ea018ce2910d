import { describe, expect, it } from 'vitest';
import type { CampaignDetail } from '@/domain/views/campaign';
import {
  aftermathWords,
  furtherWords,
  outcomeSentence,
  reachedSentence,
  standingWords,
} from './campaign-words';

const person = (name: string, outcome: 'got_in' | 'refused' | 'unknown') => ({
  person: { id: name, name },
  outcome,
  events: 1,
  after: null,
});

function detail(
  outcome: 'got_in' | 'refused' | 'unknown',
  people: CampaignDetail['people'],
  unknownNames: string[] = [],
): CampaignDetail {
  const at = '2026-11-01T08:30:00Z';
  return {
    at,
    campaign: {
      ...{ id: 'x', outcome, network: '203.0.113.0/24', people: people.length, firstAt: at, lastAt: at },
      ...{
        place: { city: null, country: null },
        kinds: [],
        events: 1,
        unknownNames: 0,
        state: 'open' as const,
      },
      ...{ endedAt: null, owner: null, note: '', stateAt: null, stateBy: null },
    },
    people,
    elsewhere: [],
    unknownNames,
    events: [],
    total: 1,
    members: [],
  };
}

describe('what is said of a campaign', () => {
  it('begins with whether they got in', () => {
    expect(outcomeSentence(detail('got_in', [person('ada', 'got_in'), person('bob', 'refused')]))).toBe(
      'They got in as ada, 1 of 2 people.',
    );
    const entered = ['ada', 'bob', 'cy', 'dee'].map((name) => person(name, 'got_in'));
    expect(outcomeSentence(detail('got_in', entered.slice(0, 2)))).toBe(
      'They got in as ada and bob, 2 of 2 people.',
    );
    expect(outcomeSentence(detail('got_in', entered))).toBe(
      'They got in as ada, bob and 2 more, 4 of 4 people.',
    );
    expect(outcomeSentence(detail('refused', [person('ada', 'refused')]))).toBe(
      'Nobody was let in: 1 person was tried.',
    );
    expect(outcomeSentence(detail('unknown', [person('ada', 'unknown'), person('bob', 'unknown')]))).toBe(
      'Whether they got in is not known: 2 people were tried.',
    );
    expect(outcomeSentence(detail('refused', [], ['root', 'test']))).toBe(
      'Nobody was let in: 2 names were tried that Duo does not know.',
    );
  });

  it('says that nothing of it counts any more, whatever its state', () => {
    expect(standingWords({ state: 'acknowledged', endedAt: null })).toBe('Acknowledged');
    expect(standingWords({ state: 'open', endedAt: '2026-11-01T08:30:00Z' })).toBe('Dismissed');
  });

  it('tells what happened after an approval', () => {
    const at = '2026-11-01T08:30:00Z';
    const step = (what: 'device' | 'bypass') => ({ eventId: what, at, what, by: null });
    expect(
      aftermathWords({
        approvedAt: at,
        applications: [
          { name: 'VPN', firstAt: at, signIns: 1 },
          { name: 'Mail', firstAt: at, signIns: 3 },
        ],
        steps: [step('device'), step('bypass'), step('device')],
      }),
    ).toEqual(['reached VPN, Mail (3 sign-ins)', '2 devices enrolled', '1 bypass given']);
    expect(aftermathWords({ approvedAt: at, applications: [], steps: [] })).toEqual([
      'reached no application that is recorded',
    ]);
  });

  it('tells of one approval what was reached and how many more there are elsewhere', () => {
    const at = '2026-11-01T08:30:00Z';
    const elsewhere = { people: [], total: 0, isLeast: false };
    const after = { approvedAt: at, applications: [], steps: [], network: '203.0.113.0/24', elsewhere };
    const vpn = [{ name: 'VPN', firstAt: at, signIns: 2 }];
    expect(reachedSentence({ ...after, applications: vpn })).toBe('Reached VPN (2 sign-ins).');
    expect(reachedSentence(after)).toBe('Reached no application that is recorded.');
    expect(reachedSentence({ ...after, network: null })).toMatch(/cannot be told: no address/);
    const people = [{ person: { id: 'b', name: 'Bob' }, firstAt: at, applications: [] }];
    const further = (total: number, isLeast: boolean) => furtherWords({ people, total, isLeast });
    expect([further(1, false), further(3, false)]).toEqual([null, 'and 2 more']);
    expect([further(1, true), further(341, true)]).toEqual(['and perhaps more', 'and at least 340 more']);
  });
});
