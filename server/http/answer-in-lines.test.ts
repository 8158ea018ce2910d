import { EventEmitter, once } from 'node:events';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Refusal } from '@/domain/refusal';
import { createLogger } from '@/server/platform/logger';
import { answerInLines } from './answer-in-lines';

const log = createLogger(
  { format: 'json', level: 'error', process: 'test' },
  new Writable({ write: (_chunk, _encoding, done) => done() }),
);
const ends: unknown[] = [];

const answer = (work: (watch: (part: unknown) => void) => Promise<unknown>) => {
  ends.length = 0;
  return answerInLines(work, { requestId: 'r1', log, onEnd: (error) => ends.push(error) });
};

const linesOf = async (response: Response): Promise<unknown[]> =>
  (await response.text())
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

describe('an answer in lines', () => {
  it('begins with the first part, long before the work has ended', async () => {
    const gate = new EventEmitter();
    const response = await answer(async (watch) => {
      watch({ step: 1 });
      await once(gate, 'open');
      return 'done';
    });
    expect(ends).toEqual([]);
    gate.emit('open');
    expect(await linesOf(response)).toEqual([{ part: { step: 1 } }, { answer: 'done' }]);
    expect(ends).toEqual([null]);
    expect(response.headers.get('cache-control')).toContain('no-transform');
  });

  it('is refused like any other where the work fails before it has begun', async () => {
    const refused = new Refusal('forbidden', 'Your role does not allow this.');
    await expect(answer(() => Promise.reject(refused))).rejects.toBe(refused);
    expect(ends).toEqual([]);
  });

  it('ends with the problem where the work fails later', async () => {
    const response = await answer(async (watch) => {
      watch(1);
      await Promise.resolve();
      throw Refusal.notFound('integration');
    });
    const lines = await linesOf(response);
    expect(lines).toMatchObject([{ part: 1 }, { problem: { code: 'not_found', requestId: 'r1' } }]);
    expect(ends).toHaveLength(1);
  });

  it('goes on to its end when nobody listens any more', async () => {
    const gate = new EventEmitter();
    const response = await answer(async (watch) => {
      watch(1);
      await once(gate, 'open');
      watch(2);
      return 'done';
    });
    await response.body?.cancel();
    gate.emit('open');
    await expect.poll(() => ends).toEqual([null]);
  });
});
