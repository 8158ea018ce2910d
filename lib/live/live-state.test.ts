import { describe, expect, it } from 'vitest';
import { LIVE_START, liveStep, liveWord, parseTopics, subjectsOf, type LiveState } from './live-state';

const OPEN: LiveState = { connection: 'open', paused: false };
const LOST: LiveState = { connection: 'lost', paused: false };

describe('live updates', () => {
  it('asks for nothing when the first connection opens: the page came with its data', () => {
    expect(liveStep(LIVE_START, { type: 'opened' })).toEqual({ state: OPEN, refresh: 'nothing' });
  });

  it('asks for everything after a break, because messages may have been missed', () => {
    const broken = liveStep(OPEN, { type: 'lost' });
    expect(liveWord(broken.state)).toBe('reconnecting');
    expect(liveStep(broken.state, { type: 'opened' })).toEqual({ state: OPEN, refresh: 'everything' });
  });

  it('asks only for what a topic touches', () => {
    const { refresh } = liveStep(OPEN, { type: 'changed', topics: ['runs'] });
    expect(refresh).toEqual(['runs', 'run', 'feed', 'quarantine', 'integration', 'hub']);
  });

  it('names each subject once however many topics touch it', () => {
    const subjects = subjectsOf(['events', 'people']);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(subjects).toContain('dashboard');
  });

  it('holds still while paused and makes up for it on resuming', () => {
    const paused = liveStep(OPEN, { type: 'paused' }).state;
    expect(liveWord(paused)).toBe('paused');
    expect(liveStep(paused, { type: 'changed', topics: ['events'] }).refresh).toBe('nothing');
    expect(liveStep({ ...LOST, paused: true }, { type: 'opened' }).refresh).toBe('nothing');
    expect(liveStep(paused, { type: 'resumed' })).toEqual({ state: OPEN, refresh: 'everything' });
  });

  it('says live before the first answer and reconnecting only after a loss', () => {
    expect(liveWord(LIVE_START)).toBe('live');
    expect(liveWord(LOST)).toBe('reconnecting');
  });

  it('reads topics and ignores whatever else a message holds', () => {
    expect(parseTopics('{"topics":["runs","events","weather"]}')).toEqual(['events', 'runs']);
    expect(parseTopics('{"topics":"events"}')).toEqual([]);
    expect(parseTopics('not json')).toEqual([]);
    expect(parseTopics('null')).toEqual([]);
  });
});
