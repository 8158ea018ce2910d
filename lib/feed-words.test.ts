import { describe, expect, it } from 'vitest';
import type { CountCheck, VolumeView } from '@/domain/views/feed-quality';
import { countVerdict, pushVerdict, volumeVerdict } from './feed-words';

const KNOWN = { state: 'silent', signals: 0, usual: 56, low: 20, high: 110, weeks: 6 } as const;
const NEW = { state: 'not_known', signals: 1, usual: null, low: null, high: null, weeks: 1 } as const;
const volume = (hour: VolumeView['hour'], dayRead = true) => ({ hour, day: hour, dayRead });

describe('the words of a judgement', () => {
  it('name what came and what was usual', () => {
    expect(volumeVerdict(volume(KNOWN), 'hour')).toEqual({
      tone: 'bad',
      word: 'Silent',
      sentence: '0 records; this hour of the week usually brings 56 (between 20 and 110, over 6 weeks).',
    });
  });

  it('say that four weeks are needed, and how many there are', () => {
    expect(volumeVerdict(volume(NEW), 'day').sentence).toBe(
      '1 record; what is usual is known after four weeks, and 1 is known so far.',
    );
  });

  it('do not blame the weeks for a day of which a part was not read', () => {
    expect(volumeVerdict(volume(NEW, false), 'day').sentence).toContain('part of the day was not read');
  });

  it('keep an outage of push apart from an attack', () => {
    const push = { until: '', pushes: 100, unanswered: 60, people: 80, peopleUnanswered: 50 };
    const down = pushVerdict({ ...push, state: 'outage', usualShare: 0.05 });
    expect(down.tone).toBe('bad');
    expect(down.sentence).toContain('60 % against 5 % the day before');
    expect(pushVerdict({ ...push, state: 'usual', usualShare: null }).tone).toBe('good');
  });

  it('tell a difference of counts, and none where it would say nothing', () => {
    const counts = { success: 10, failure: 4, fraud: 1, error: 0 };
    const check: CountCheck = {
      at: '',
      from: '',
      to: '',
      vendor: counts,
      ours: counts,
      erased: 0,
      state: 'agrees',
    };
    expect(countVerdict(check).sentence).toBe('Duo and Parapet both count 15 sign-ins.');
    const fewer = countVerdict({ ...check, vendor: { ...counts, success: 12 }, state: 'fewer_here' });
    expect(fewer.sentence).toMatch(/^2 sign-ins of 17 are not here\./);
    expect(countVerdict({ ...check, state: 'not_covered' }).tone).toBe('quiet');
    const erased = countVerdict({ ...check, vendor: { ...counts, success: 12 }, erased: 2 });
    expect(erased.sentence).toMatch(/^Duo counts 17 sign-ins; 2 of them were erased on request/);
  });
});
