import { describe, expect, it } from 'vitest';
import type { Candidate } from '@/domain/detection/candidate';
import type { EventKind } from '@/domain/event-catalogue';
import type { FoundEvent } from '@/domain/detection/reconcile';
import { judge } from './judge';
import { AFTERWARDS_MS, type Instance } from './stage-campaigns';

const AT = Date.parse('2026-02-10T10:00:00Z');

function event(
  kind: EventKind,
  at: number,
  { person = 'victim', place = 'derived', loop = false }: EventWish = {},
): FoundEvent {
  const candidate: Candidate = {
    kind,
    anchor: `sig:${at}`,
    occurredAt: at,
    confidence: 0.9,
    sources: [{ signalKey: `key-${at}`, place, verdict: 'enforced', detectorName: null, occurredAt: at }],
    facts: {
      ip: null,
      city: null,
      country: null,
      application: null,
      factor: null,
      reason: null,
      actor: null,
      target: null,
      names: [],
      ...(loop ? { measured: { retryLoop: true } } : {}),
    },
    outcome: 'refused',
    detectorVersion: 1,
  };
  return { personId: person, candidate };
}

interface EventWish {
  readonly person?: string;
  readonly place?: 'derived' | 'rbfs';
  readonly loop?: boolean;
}

const ATTACK: Instance = {
  campaign: 'bombing',
  gotIn: false,
  person: 'victim',
  from: AT,
  to: AT + 60_000,
  doneAt: AT + 60_000,
  must: new Set<EventKind>(['push_harassment']),
  mustWithDuo: new Set<EventKind>(['tampered_cookie']),
  may: new Set<EventKind>(['new_country']),
};

const judged = (
  events: readonly FoundEvent[],
  truths: ReadonlyMap<string, readonly EventKind[]> = new Map<string, readonly EventKind[]>(),
  withDuo = false,
) => judge(events, [ATTACK], truths, withDuo);

describe('judging a simulated organisation', () => {
  it('takes for true what an attack must raise, from its first act until an hour after its last', () => {
    for (const at of [AT, ATTACK.to, ATTACK.to + AFTERWARDS_MS]) {
      expect(judged([event('push_harassment', at)])).toMatchObject({
        kinds: { push_harassment: { expected: 1, raised: 1, precision: 1, recall: 1 } },
        missed: {},
      });
    }
    for (const at of [AT - 1, ATTACK.to + AFTERWARDS_MS + 1]) {
      expect(judged([event('push_harassment', at)])).toMatchObject({
        kinds: { push_harassment: { raised: 0, falsePositives: 1, precision: 0, recall: 0 } },
        missed: { 'bombing: push_harassment': 1 },
      });
    }
  });

  it('takes for false what nothing accounts for, on anybody', () => {
    expect(
      judged([event('push_harassment', AT, { person: 'bystander' })]).kinds.push_harassment,
    ).toMatchObject({
      falsePositives: 1,
      precision: 0,
      recall: 0,
    });
    expect(judged([event('push_spray', AT)]).kinds.push_spray).toMatchObject({
      falsePositives: 1,
      recall: null,
    });
  });

  it('takes for neither what an attack may raise', () => {
    expect(judged([event('new_country', AT)]).kinds.new_country).toMatchObject({
      falsePositives: 0,
      precision: null,
      recall: null,
    });
  });

  it('counts apart what life made true, and only of kinds that state a fact', () => {
    const truths = new Map<string, readonly EventKind[]>([
      [`key-${AT}`, ['new_country', 'push_harassment', 'unfamiliar_sign_in']],
    ]);
    const quiet = { person: 'traveller' };
    expect(judged([event('new_country', AT, quiet)], truths).kinds.new_country).toMatchObject({
      trueOfLife: 1,
      precision: null,
      precisionAsAttack: 0,
    });
    expect(
      judged([event('push_harassment', AT, { ...quiet, loop: true })], truths).kinds.push_harassment,
    ).toMatchObject({ trueOfLife: 1, falsePositives: 0 });
    for (const kind of ['push_harassment', 'unfamiliar_sign_in'] as const) {
      expect(judged([event(kind, AT, quiet)], truths).kinds[kind]).toMatchObject({
        trueOfLife: 0,
        falsePositives: 1,
      });
    }
  });

  it('leaves to Duo what only Duo says, and expects of Duo what only Duo can see', () => {
    const said = event('unrealistic_geovelocity', AT, { person: 'bystander', place: 'rbfs' });
    expect(judged([said]).kinds.unrealistic_geovelocity).toMatchObject({
      saidByDuoAlone: 1,
      falsePositives: 0,
    });
    expect(judged([], new Map(), true).missed).toMatchObject({ 'bombing: tampered_cookie': 1 });
    expect(judged([], new Map(), false).missed).toEqual({ 'bombing: push_harassment': 1 });
  });
});
