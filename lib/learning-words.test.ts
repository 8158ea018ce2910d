import { describe, expect, it } from 'vitest';
import type { LearningView } from '@/domain/views/learning';
import { learningWords } from './learning-words';

const view = (changes: Partial<LearningView> = {}): LearningView => ({
  ready: false,
  since: '2026-11-03T00:00:00.000Z',
  signIns: 12,
  activeDays: 6,
  readyOn: '2026-11-17T00:00:00.000Z',
  cut: null,
  needs: { days: 14, signIns: 10, activeDays: 5, baselineDays: 90 },
  kinds: [],
  ...changes,
});

describe('what is said of learning', () => {
  it('names since when, how much, what it takes, and the day on which it is enough', () => {
    expect(learningWords(view())).toBe(
      'Learning: 12 sign-ins on 6 days since 3 Nov 2026. It takes 10 sign-ins on 5 days, and 14 days. On 17 Nov 2026 it will be enough.',
    );
  });

  it('promises no day while sign-ins are missing', () => {
    expect(learningWords(view({ signIns: 1, activeDays: 1, readyOn: null }))).toContain(
      '1 sign-in on 1 day since 3 Nov 2026. It takes 10 sign-ins on 5 days, and 14 days. It goes on until there are enough.',
    );
    expect(learningWords(view({ since: null, signIns: 0, activeDays: 0, readyOn: null }))).toMatch(
      /^Learning has not begun/,
    );
  });

  it('says when it is done', () => {
    expect(learningWords(view({ ready: true, readyOn: null }))).toBe(
      'Habits are known: 12 sign-ins on 6 days since 3 Nov 2026. They reach back 90 days at most.',
    );
  });
});
