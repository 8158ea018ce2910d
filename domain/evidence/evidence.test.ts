import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { attackFactor } from '@/domain/scoring/attack-factor';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { bundleArithmetic } from './bundle-arithmetic';
import {
  BUNDLE_FORMAT,
  type BundleContent,
  type BundleEvent,
  type EvidenceBundle,
  evidenceBundleSchema,
} from './evidence-bundle';
import { bundleOfPage, evidencePage } from './evidence-page';
import { sealed } from './seal';
import { verifyBundle } from './verify-bundle';

const AT = Date.parse('2026-11-01T00:00:00Z');
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const iso = (at: number): string => new Date(at).toISOString();

const events: fc.Arbitrary<BundleEvent[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...EVENT_KINDS),
      daysAgo: fc.integer({ min: 0, max: 60 }),
      confidence: fc.double({ min: 0.01, max: 1, noNaN: true }),
      dismissed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((wishes) =>
    wishes.map(({ kind, daysAgo, confidence, dismissed }, index) => ({
      ...{ id: `event-${index}`, kind, confidence, counted: !dismissed },
      occurredAt: iso(AT - daysAgo * DAY_MS),
      receivedAt: iso(AT - daysAgo * DAY_MS + 1000),
      ...({ outcome: 'refused', verdict: 'enforced', sentence: 'A push was refused.', names: [] } as const),
      ...{ integration: 'Duo', detectorVersion: '1', detectorSettings: 1, notKept: [] },
      decision: dismissed
        ? ({
            ...{ verdict: 'benign', scope: 'event', subject: 'This event', reason: 'a test', by: 'Ada' },
            ...{ at: iso(AT), approvedBy: null, expiresAt: null },
          } as const)
        : null,
      records: [`record-${index}`],
    })),
  );

function contentOf(list: readonly BundleEvent[]): BundleContent {
  return {
    about: {
      ...{ format: BUNDLE_FORMAT, parapet: '0.1.0', account: 'Example', madeBy: 'Ada', reading: 'now' },
      ...{ madeAt: iso(AT), at: iso(AT) },
    },
    person: {
      ...{ id: 'person', name: 'Ada <b>Byron</b>', username: 'ada', email: null, groups: ['Finance'] },
      ...{ criticality: 'elevated', criticalityFrom: { by: 'group', group: 'Finance' } },
      ...{ firstSeenAt: iso(AT), lastSeenAt: iso(AT) },
    },
    policy: { number: 1, author: 'Parapet', reason: 'The defaults.', savedAt: iso(AT), body: DEFAULT_POLICY },
    detectors: [{ number: 1, from: iso(0), thresholds: { pushes: 5 }, off: [] }],
    events: [...list],
    records: list.map((_event, index) => {
      const record = `{"txid":"${index}","who":"<script>alert(1)</script>"}`;
      return {
        key: `record-${index}`,
        stream: 'authentication',
        occurredAt: iso(AT),
        sha256: sha256(record),
        record,
      };
    }),
    arithmetic: bundleArithmetic(list, DEFAULT_POLICY, 'elevated', AT),
  };
}

function differences(bundle: unknown): readonly string[] {
  const verified = verifyBundle(bundle, sha256);
  return verified.is === 'read' ? verified.differences : verified.faults;
}

/** As it comes out of a file. */
function written(bundle: EvidenceBundle): EvidenceBundle {
  return evidenceBundleSchema.parse(JSON.parse(JSON.stringify(bundle)));
}

type Leaf = string | number | boolean | null;

/** Every value in a bundle that is neither object nor list, with the way there. */
function leavesOf(value: unknown, way: readonly string[] = []): { way: readonly string[]; leaf: Leaf }[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...way, name]));
  return typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    value === null
    ? [{ way, leaf: value }]
    : [];
}

function changed(value: unknown, [name, ...rest]: readonly string[], leaf: Leaf): unknown {
  if (name === undefined) return leaf;
  if (Array.isArray(value))
    return value.map((one: unknown, index) => (String(index) === name ? changed(one, rest, leaf) : one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === name ? changed(one, rest, leaf) : one]),
  );
}

function other(leaf: Leaf): Leaf {
  switch (typeof leaf) {
    case 'string':
      return `${leaf}x`;
    case 'number':
      return leaf + 1;
    case 'boolean':
      return !leaf;
    default:
      return 'x';
  }
}

describe('an evidence bundle', () => {
  it('holds after it was written and read, and says what the score is', () => {
    fc.assert(
      fc.property(events, (list) => {
        const bundle = sealed(contentOf(list), sha256);
        expect(differences(written(bundle))).toEqual([]);
        const counted = list
          .filter(({ counted: is }) => is)
          .map((event) => ({
            ...event,
            occurredAt: Date.parse(event.occurredAt),
            receivedAt: Date.parse(event.receivedAt),
          }));
        const { uncapped, shown } = attackFactor(counted, DEFAULT_POLICY, 'elevated', AT);
        expect(bundle.arithmetic).toMatchObject({ uncapped, shown });
      }),
    );
  });

  it('does not hold after any one value was changed', () => {
    fc.assert(
      fc.property(events, fc.nat(), (list, choice) => {
        const bundle = written(sealed(contentOf(list), sha256));
        const leaves = leavesOf(bundle);
        const { way, leaf } = leaves[choice % leaves.length] ?? { way: [], leaf: null };
        expect(differences(changed(bundle, way, other(leaf))), way.join('.')).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('names the part that was changed, taken out or put in', () => {
    const [list = []] = fc.sample(
      events.filter((some) => some.length > 1),
      { seed: 7, numRuns: 1 },
    );
    const bundle = sealed(contentOf(list), sha256);
    const named = changed(bundle, ['person', 'name'], 'Eve');
    expect(differences(named)).toEqual([
      expect.stringMatching(/^person: was changed after the bundle was sealed/),
    ]);
    const record = changed(bundle, ['records', '0', 'record'], '{}');
    expect(differences(record)).toEqual([
      expect.stringMatching(/^records\/record-0: was changed/),
      expect.stringMatching(/^records\/record-0: the record is another than was collected/),
    ]);
    const without = { ...bundle, records: bundle.records.slice(1) };
    expect(differences(without)).toEqual([
      'records/record-0: was taken out after the bundle was sealed.',
      'events/event-0: rests on the record record-0, which is not in the bundle.',
    ]);
  });

  it('does not hold where something else was put in under the name of a part that is there', () => {
    fc.assert(
      fc.property(events, (list) => {
        const bundle = written(sealed(contentOf(list), sha256));
        const [event] = bundle.events;
        const [record] = bundle.records;
        if (event === undefined || record === undefined) throw new Error('There is always one.');
        const forged = { ...record, record: '{}', sha256: sha256('{}') };
        for (const records of [
          [forged, ...bundle.records],
          [...bundle.records, forged],
        ])
          expect(differences({ ...bundle, records })).toContain(
            'records/record-0: stands in the bundle twice.',
          );
        const decision = {
          ...{ verdict: 'benign', scope: 'event', subject: 'This event', reason: 'a drill', by: 'Eve' },
          ...{ at: iso(AT), approvedBy: null, expiresAt: null },
        };
        const excused = { ...event, sentence: 'A drill.', counted: false, decision };
        expect(differences({ ...bundle, events: [excused, ...bundle.events] })).toContain(
          'events/event-0: stands in the bundle twice.',
        );
      }),
      { numRuns: 20 },
    );
  });

  it('does not hold where somebody sealed it anew with numbers or events of their own', () => {
    const event = (daysAgo: number, counted = true): BundleEvent | undefined =>
      fc.sample(events, { seed: 3, numRuns: 1 })[0]?.map((one) => ({
        ...one,
        ...{
          id: `days-${daysAgo}`,
          kind: 'push_harassment' as const,
          confidence: 1,
          counted,
          decision: null,
        },
        ...{ occurredAt: iso(AT - daysAgo * DAY_MS), records: [] },
      }))[0];
    const list = [event(0), event(1)].flatMap((one) => one ?? []);
    const content = { ...contentOf(list), records: [] };
    expect(differences(sealed(content, sha256))).toEqual([]);
    const milder = {
      ...content,
      arithmetic: bundleArithmetic(list.slice(1), DEFAULT_POLICY, 'elevated', AT),
    };
    expect(differences(sealed(milder, sha256))).toContainEqual(
      expect.stringMatching(/^arithmetic\.contributions: has 1 entries; the events and the policy make 2\.$/),
    );
    const fewer = { ...content, events: [event(0), event(1, false)].flatMap((one) => one ?? []) };
    expect(differences(sealed(fewer, sha256))).toContainEqual(
      'events/days-1: is left out, while what was decided of it says nothing.',
    );
    const softer = {
      ...content,
      policy: { ...content.policy, body: { ...DEFAULT_POLICY, halfLifeDays: 1 } },
    };
    expect(differences(sealed(softer, sha256))).toContainEqual(
      expect.stringMatching(/^arithmetic\.uncapped: is [\d.]+; the events and the policy make [\d.]+\.$/),
    );
  });

  it('is a page that holds the bundle, and in which nothing of a record runs', () => {
    const [list = []] = fc.sample(events, { seed: 11, numRuns: 1 });
    const bundle = sealed(contentOf(list), sha256);
    const page = evidencePage(bundle);
    expect(page).not.toContain('<script>alert');
    expect(page).not.toContain('<b>Byron</b>');
    expect(page).toContain('Ada &lt;b&gt;Byron&lt;/b&gt;');
    const held: unknown = JSON.parse(bundleOfPage(page) ?? 'null');
    expect(held).toEqual(written(bundle));
    expect(differences(held)).toEqual([]);
    expect(bundleOfPage('<!doctype html><p>Nothing</p>')).toBeNull();
  });

  it('that is none is refused by the field at fault', () => {
    const bundle = sealed(contentOf([]), sha256);
    expect(differences({})).toContainEqual(expect.stringMatching(/^about: /));
    expect(differences(changed(bundle, ['about', 'format'], 'other'))).toEqual([
      `about.format: must be ${BUNDLE_FORMAT}.`,
    ]);
    expect(differences({ ...bundle, more: 1 })).toEqual([expect.stringMatching(/^the file: .*more/)]);
  });
});
