import { describe, expect, it } from 'vitest';
import { judgePush } from './push-outage';

const figures = (pushes: number, unanswered: number, people: number, peopleUnanswered: number) => ({
  pushes,
  unanswered,
  people,
  peopleUnanswered,
});
const CALM = figures(1_000, 50, 200, 40);

describe('push across an account', () => {
  it('is down when many people at once leave pushes unanswered', () => {
    expect(judgePush(figures(100, 60, 80, 50), CALM)).toBe('outage');
  });

  it('is not down when one person is harassed, however often', () => {
    expect(judgePush(figures(300, 280, 21, 1), CALM)).toBe('usual');
  });

  it('is not down where it is always like this', () => {
    expect(judgePush(figures(100, 40, 80, 35), figures(1_000, 400, 200, 100))).toBe('usual');
  });

  it('needs every second push to fail where there is no day to compare with', () => {
    const none = figures(0, 0, 0, 0);
    expect(judgePush(figures(100, 45, 80, 40), none)).toBe('usual');
    expect(judgePush(figures(100, 55, 80, 40), none)).toBe('outage');
  });

  it('is not judged by a handful of pushes', () => {
    expect(judgePush(figures(19, 19, 19, 19), CALM)).toBe('too_few');
    expect(judgePush(figures(50, 50, 9, 9), CALM)).toBe('too_few');
  });
});
