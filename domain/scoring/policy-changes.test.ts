import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type ScoringPolicy } from './policy';
import { policyChanges } from './policy-changes';

const changed = (changes: Partial<ScoringPolicy>) =>
  policyChanges(DEFAULT_POLICY, { ...DEFAULT_POLICY, ...changes });

describe('what changed from one policy to another', () => {
  it('is nothing between equal ones, in whatever order a family names its kinds', () => {
    expect(changed({})).toEqual([]);
    const place = [...(DEFAULT_POLICY.families['place'] ?? [])].reverse();
    expect(changed({ families: { ...DEFAULT_POLICY.families, place } })).toEqual([]);
  });

  it('names each number with what it was and is', () => {
    expect(
      changed({
        halfLifeDays: 7,
        multipliers: { ...DEFAULT_POLICY.multipliers, critical: 2 },
        weights: { ...DEFAULT_POLICY.weights, novel_asn: 0 },
      }),
    ).toEqual([
      { field: 'halfLifeDays', label: 'Half-life in days', before: '14', after: '7' },
      { field: 'multipliers.critical', label: 'Multiplier of critical people', before: '1.5', after: '2' },
      { field: 'weights.novel_asn', label: 'Weight of Novel ASN', before: '1.8', after: '0' },
    ]);
  });

  it('tells of a family that came, went or has other kinds', () => {
    const { habit, ...others } = DEFAULT_POLICY.families;
    expect(habit).toHaveLength(4);
    expect(changed({ families: { ...others, bursts: ['push_spray', 'push_harassment'] } })).toEqual([
      {
        field: 'families.bursts',
        label: 'Family bursts',
        before: 'none',
        after: 'Push harassment, Push spray',
      },
      {
        field: 'families.habit',
        label: 'Family habit',
        before: 'Unusual device, Unusual factor, Unusual application, Unusual time',
        after: 'none',
      },
    ]);
  });
});
