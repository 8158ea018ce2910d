import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VendorVerdict } from '@/domain/authentication-record';
import { transactionAnchor } from '@/domain/detection/anchors';
import type { Candidate } from '@/domain/detection/candidate';
import { detectLog, type LogSignal } from '@/domain/detection/detect-log';
import { detectRecord } from '@/domain/detection/detect-record';
import { mergeCandidates } from '@/domain/detection/merge-candidates';
import { eventKey, type StandingEvent } from '@/domain/detection/reconcile';
import type { AccountSignal } from './detect-account';
import { detectPerson } from './detect-person';
import { settingsOf } from './detector-settings';
import { Habits } from './habits';
import { CITIES_ONLY, everyday, LAGOS, refusal, T0 } from './records-for-tests';
import { surroundingsOf } from './surroundings';
import { MINUTE_MS } from './terms';
import { DEFAULT_THRESHOLDS } from './thresholds';
import { reconcileDerived } from './with-derived';

const HARASSED: VendorVerdict = { detector: 'PUSH_HARASSMENT', force: 'enforced', place: 'rbfs' };
const LEARNT = everyday();

/** Refused pushes from Lagos, two minutes apart; Duo recognises those of `seen`. */
function burst(count: number, seen: readonly number[], force: VendorVerdict['force'] = 'enforced') {
  return Array.from({ length: count }, (_, step): AccountSignal => {
    const push = refusal(T0 + step * 2 * MINUTE_MS, {
      access: LAGOS,
      key: `push-${step}`,
      txid: `push-${step}`,
    });
    return {
      ...push,
      record: { ...push.record, verdicts: seen.includes(step) ? [{ ...HARASSED, force }] : [] },
    };
  });
}

const logged = ({ record, ...signal }: AccountSignal): LogSignal => ({
  ...signal,
  record: { kind: 'authentication', authentication: record },
});
const atOnce = (signals: readonly AccountSignal[]) =>
  detectLog([...LEARNT, ...signals].map(logged), CITIES_ONLY, DEFAULT_THRESHOLDS)
    .map(({ candidate }) => candidate)
    .filter(({ kind }) => kind === 'push_harassment');
const anchor = (step: number) => transactionAnchor('int', `push-${step}`, '');

/** The running system in small: each page writes what its records say, and the detectors follow now or later. */
class Account {
  #standing: StandingEvent[] = [];
  readonly #signals: AccountSignal[] = [...LEARNT];

  page(signals: readonly AccountSignal[]): void {
    this.#signals.push(...signals);
    for (const signal of signals) {
      for (const said of detectRecord('int', logged(signal))) {
        const key = eventKey({ personId: 'ada', candidate: said });
        const before = this.#standing.find((event) => eventKey(event) === key)?.candidate;
        this.#put(mergeCandidates(before === undefined ? [said] : [before, said]), [key]);
      }
    }
  }

  derive(isOff = false): void {
    const settings = settingsOf(DEFAULT_THRESHOLDS);
    const [first] = settings;
    const { candidates, sightings } = detectPerson({
      personId: 'ada',
      signals: this.#signals,
      habits: Habits.empty(),
      learnFrom: 0,
      explained: new Set(),
      isDismissed: () => false,
      attacks: [],
      targeted: [],
      surroundings: surroundingsOf(
        { use: new Map(), pushes: new Map(), sprays: new Map() },
        CITIES_ONLY,
        settings,
      ),
      settings: isOff ? [{ ...first, off: ['push_harassment'] }] : settings,
    });
    const { write, retract } = reconcileDerived('ada', candidates, this.#standing, 0, sightings);
    this.#put(
      write.map(({ found }) => found.candidate),
      [...retract.map(eventKey), ...write.map(({ found }) => eventKey(found))],
    );
  }

  standing(): readonly Candidate[] {
    return this.#standing
      .map(({ candidate }) => candidate)
      .filter(({ kind }) => kind === 'push_harassment')
      .sort((a, b) => (a.anchor < b.anchor ? -1 : 1));
  }

  #put(candidates: readonly Candidate[], gone: readonly string[]): void {
    this.#standing = [
      ...this.#standing.filter((event) => !gone.includes(eventKey(event))),
      ...candidates.map((candidate) => {
        const event = { personId: 'ada', candidate };
        return { ...event, id: eventKey(event), version: 1, integrationId: 'int', receivedAt: T0 };
      }),
    ];
  }
}

describe('a verdict inside of what was derived', () => {
  it('is the same event, which both saw, believed as the surer of them', () => {
    const [event, ...others] = atOnce(burst(6, [3, 4, 5]));
    expect(others).toEqual([]);
    expect(event).toMatchObject({ anchor: anchor(0), occurredAt: T0, confidence: 1, outcome: 'refused' });
    expect(event?.facts).toMatchObject({ names: ['PUSH_HARASSMENT'], measured: { pushes: 6 } });
    expect(event?.sources.filter(({ place }) => place === 'rbfs').map(({ about }) => about)).toEqual(
      [3, 4, 5].map(anchor),
    );
    expect(event?.sources.filter(({ place }) => place === 'derived')).toHaveLength(6);
  });

  it('lowers the event where Duo took it back, and not where it merely watches', () => {
    expect(atOnce(burst(6, [4], 'suppressed'))).toMatchObject([{ confidence: 0.3 }]);
    expect(atOnce(burst(6, [4], 'shadow'))).toMatchObject([{ confidence: 0.9 }]);
  });

  it('stays an event of its own where nothing is derived of its authentication', () => {
    expect(atOnce(burst(2, [0, 1]))).toMatchObject([{ anchor: anchor(0) }, { anchor: anchor(1) }]);
    const later = refusal(T0 + 90 * MINUTE_MS, { access: LAGOS, txid: 'push-later' });
    const judged = { ...later, record: { ...later.record, verdicts: [HARASSED] } };
    expect(atOnce([...burst(5, [2]), judged])).toMatchObject([
      { anchor: anchor(0) },
      { anchor: 'tx:int:push-later' },
    ]);
  });

  it('does not take part of an event of another kind', () => {
    const pushes = burst(5, []);
    const [first, second, third, ...rest] = pushes;
    if (first === undefined || second === undefined || third === undefined) throw new Error('there are five');
    const verdicts: VendorVerdict[] = [{ ...HARASSED, detector: 'TAMPERED_COOKIE' }];
    const tampered = { ...third, record: { ...third.record, verdicts } };
    const events = detectLog(
      [...LEARNT, first, second, tampered, ...rest].map(logged),
      CITIES_ONLY,
      DEFAULT_THRESHOLDS,
    );
    const found = events.find(({ candidate }) => candidate.kind === 'tampered_cookie');
    expect(found?.candidate).toMatchObject({ anchor: anchor(2), sources: [{ place: 'rbfs' }] });
  });

  it('is as it was when nothing is derived any more, and comes back when it is', () => {
    const account = new Account();
    account.page(burst(6, [0, 3, 5]));
    const alone = account.standing();
    expect(alone.map((event) => event.anchor)).toEqual([0, 3, 5].map(anchor));
    account.derive();
    const together = account.standing();
    expect(together).toHaveLength(1);
    account.derive(true);
    expect(account.standing()).toEqual(alone);
    account.derive();
    expect(account.standing()).toEqual(together);
  });

  it('goes with the burst when a late push moves its beginning, and when one joins two', () => {
    const pushes = burst(12, [1, 7, 10]);
    const account = new Account();
    account.page([...pushes.slice(1, 5), ...pushes.slice(7)]);
    account.derive();
    account.page(pushes.slice(0, 1));
    account.derive();
    account.page(pushes.slice(5, 7));
    account.derive();
    expect(account.standing()).toEqual(atOnce(pushes));
    expect(account.standing()).toHaveLength(1);
  });

  it('is the same event in whatever order the records come, and whenever the detectors get to it', () => {
    const wish = fc.record({
      gaps: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 9 }),
      seen: fc.array(
        fc.constantFrom<VendorVerdict['force'] | null>('enforced', 'suppressed', 'shadow', null),
        {
          minLength: 10,
          maxLength: 10,
        },
      ),
      order: fc.array(fc.double({ noNaN: true }), { minLength: 10, maxLength: 10 }),
      pauses: fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
    });
    fc.assert(
      fc.property(wish, ({ gaps, seen, order, pauses }) => {
        let at = T0;
        const pushes = [0, ...gaps].map((gap, step): AccountSignal => {
          at += gap * MINUTE_MS;
          const push = refusal(at, { access: LAGOS, key: `p-${step}`, txid: `p-${step}` });
          const force = seen[step] ?? null;
          return {
            ...push,
            record: { ...push.record, verdicts: force === null ? [] : [{ ...HARASSED, force }] },
          };
        });
        const account = new Account();
        pushes
          .map((push, index) => ({ push, index }))
          .sort((a, b) => (order[a.index] ?? 0) - (order[b.index] ?? 0))
          .forEach(({ push }, index) => {
            account.page([push]);
            if (pauses[index] === true) account.derive();
          });
        account.derive();
        expect(account.standing()).toEqual(atOnce(pushes));
      }),
      { numRuns: 120 },
    );
  });
});
