import { describe, expect, it } from 'vitest';
import {
  LIVE_START,
  liveStep,
  liveWord,
  parseMissed,
  parseTopics,
  subjectsOf,
  waitingWords,
  type LiveState,
} from './live-state';

const OPEN: LiveState = { ...LIVE_START, connection: 'open' };
const LOST: LiveState = { ...LIVE_START, connection: 'lost' };
const OPENED = { type: 'opened', missed: null } as const;

describe('live updates', () => {
  it('asks with the first connection for what has changed since the page was read, and for nothing else', () => {
    const none = { type: 'opened', missed: [] } as const;
    expect(liveStep(LIVE_START, none)).toEqual({ state: OPEN, refresh: 'nothing' });
    const { refresh } = liveStep(LIVE_START, { type: 'opened', missed: ['runs'] });
    expect(refresh).toEqual(subjectsOf(['runs']));
    expect(liveStep(LIVE_START, OPENED)).toEqual({ state: OPEN, refresh: 'everything' });
  });

  it('asks for everything after a break, because messages may have been missed', () => {
    const broken = liveStep(OPEN, { type: 'lost' });
    expect(liveWord(broken.state)).toBe('reconnecting');
    expect(liveStep(broken.state, OPENED)).toEqual({ state: OPEN, refresh: 'everything' });
  });

  it('asks for nothing more than it is told where the server knows what was missed', () => {
    const resumed = { type: 'opened', missed: parseMissed('{"missed":[]}') } as const;
    expect(liveStep(LOST, resumed)).toEqual({ state: OPEN, refresh: 'nothing' });
    expect(parseMissed('{"missed":["people","weather"]}')).toEqual(['people']);
    for (const unknown of ['{"missed":null}', '{}', 'not json']) expect(parseMissed(unknown)).toBeNull();
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
