import { describe, expect, it } from 'vitest';
import { CRITICALITIES } from '@/domain/scoring/policy';
import { CRITICALITY_NAMES, criticalityReason, criticalityWords } from './criticality-words';

describe('criticality in words', () => {
  it('has a word for each, and says by how much it counts', () => {
    expect(CRITICALITY_NAMES).toEqual(CRITICALITIES);
    expect(criticalityWords('standard', 1)).toBe('Standard person');
    expect(criticalityWords('critical', 1.5)).toBe('Critical: scored × 1.5');
    expect(criticalityWords('elevated', 1)).toBe('Elevated');
    expect(criticalityWords('standard', 0.5)).toBe('Standard: scored × 0.5');
  });

  it('says why', () => {
    const from = (by: 'own' | 'group' | 'default', group: string | null = null) => ({
      criticalityFrom: { by, group },
    });
    expect(criticalityReason(from('group', 'Finance'))).toBe('because of group Finance');
    expect(criticalityReason(from('own'))).toBe('set for this person');
    expect(criticalityReason(from('default'))).toBe('as nobody has set anything else');
  });
});
