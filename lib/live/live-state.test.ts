import { describe, expect, it } from 'vitest';
import {
  LIVE_START,
  liveStep,
  liveWord,
  parseResumed,
  parseTopics,
  subjectsOf,
  waitingWords,
  type LiveState,
} from './live-state';

const OPEN: LiveState = { ...LIVE_START, connection: 'open' };
const LOST: LiveState = { ...LIVE_START, connection: 'lost' };
const OPENED = { type: 'opened', resumed: false } as const;

describe('live updates', () => {
  it('asks for nothing when the first connection opens: the page came with its data', () => {
    expect(liveStep(LIVE_START, OPENED)).toEqual({ state: OPEN, refresh: 'nothing' });
  });

  it('asks for everything after a break, because messages may have been missed', () => {
    const broken = liveStep(OPEN, { type: 'lost' });
    expect(liveWord(broken.state)).toBe('reconnecting');
    expect(liveStep(broken.state, OPENED)).toEqual({ state: OPEN, refresh: 'everything' });
  });

  it('asks for nothing more than it is told where the server knows what was missed', () => {
    const resumed = { type: 'opened', resumed: parseResumed('{"resumed":true}') } as const;
    expect(liveStep(LOST, resumed)).toEqual({ state: OPEN, refresh: 'nothing' });
    expect(parseResumed('{"resumed":false}')).toBe(false);
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
    expect(liveStep({ ...LOST, paused: true }, OPENED).refresh).toBe('nothing');
    expect(liveStep(paused, { type: 'resumed' })).toEqual({ state: OPEN, refresh: 'everything' });
  });

  it('counts while paused what waits, says when there may be more, and begins anew with the next pause', () => {
    const paused = liveStep(OPEN, { type: 'paused' }).state;
    expect(waitingWords(paused.waiting)).toBe('Nothing has changed since.');
    const one = liveStep(paused, { type: 'changed', topics: ['events', 'people'] }).state;
    expect(waitingWords(one.waiting)).toBe('1 change is waiting, 1 of identity events.');
    const two = liveStep(one, { type: 'changed', topics: ['runs'] }).state;
    expect(waitingWords(two.waiting)).toBe('2 changes are waiting, 1 of identity events.');
    const broken = liveStep(liveStep(two, { type: 'lost' }).state, OPENED).state;
    expect(waitingWords(broken.waiting)).toBe('At least 2 changes are waiting, 1 of identity events.');
    const again = liveStep(liveStep(broken, { type: 'resumed' }).state, { type: 'paused' }).state;
    expect(again.waiting).toEqual(LIVE_START.waiting);
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
