import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { policyChanges } from '@/domain/scoring/policy-changes';
import { Problem } from '@/lib/api/problem';
import { bodyOf, draftOf, faultOf, sentenceOfRefusal } from './policy-draft';

const draft = draftOf(DEFAULT_POLICY);
const typed = (field: string, text: string) => ({ ...draft, numbers: { ...draft.numbers, [field]: text } });

describe('the draft of a policy', () => {
  it('says what the policy says until something is typed', () => {
    expect(policyChanges(DEFAULT_POLICY, bodyOf(draft, DEFAULT_POLICY))).toEqual([]);
  });

  it('takes numbers as they are typed, and what is none for none', () => {
    expect(bodyOf(typed('halfLifeDays', ' 7.5 '), DEFAULT_POLICY).halfLifeDays).toBe(7.5);
    for (const text of ['', 'x', '1e3', '-1', '1,5', '1.', 'Infinity']) {
      expect(bodyOf(typed('weights.novel_asn', text), DEFAULT_POLICY).weights.novel_asn).toBeNaN();
      expect(faultOf(typed('weights.novel_asn', text), 'weights.novel_asn', null)).toBe(
        'Write a number, as in 1.5.',
      );
    }
  });

  it('moves a kind to another family, and forgets a family that nobody is in', () => {
    const families = { ...draft.families, push_spray: 'place', unusual_time: 'place' };
    const changes = policyChanges(DEFAULT_POLICY, bodyOf({ ...draft, families }, DEFAULT_POLICY));
    expect(changes.map(({ field }) => field)).toEqual(['families.habit', 'families.place']);
    const without = Object.fromEntries(
      Object.entries(draft.families).filter(([, family]) => family !== 'verdict'),
    );
    expect(Object.keys(bodyOf({ ...draft, families: without }, DEFAULT_POLICY).families)).toEqual([
      'habit',
      'place',
    ]);
  });

  it('says what the server said of a field, without the name that programs have for it', () => {
    const problem = new Problem(400, 'invalid_input', 'no', [
      { field: 'policy.weights.novel_asn', message: 'weights.novel_asn must be a number from 0 to 10.' },
    ]);
    expect(faultOf(draft, 'weights.novel_asn', problem)).toBe('Must be a number from 0 to 10.');
    expect(faultOf(draft, 'share', problem)).toBeNull();
    expect(sentenceOfRefusal(problem)).toMatch(/^One number .* beside it\.$/);
    expect(sentenceOfRefusal(new Problem(409, 'conflict', 'Policy 4 was saved meanwhile.'))).toBe(
      'Policy 4 was saved meanwhile.',
    );
  });
});
