import { describe, expect, it } from 'vitest';
import { FairTurns } from './fair-turns';

/** Turns one at a time with four places to wait, and who was let in, in order. */
function turns() {
  const fair = new FairTurns(1, 4, () => new Error('full'));
  const order: string[] = [];
  const take = (name: string): Promise<string> =>
    fair
      .take(name.charAt(0), async () => {
        order.push(name);
        await new Promise((done) => setTimeout(done, 1));
        return 'done';
      })
      .catch((error: unknown) => String(error));
  return { take, order };
}

describe('turns', () => {
  it('go round by key, however many wait with one of them', async () => {
    const { take, order } = turns();
    const answers = await Promise.all(['a1', 'a2', 'a3', 'a4', 'b1'].map(take));
    expect(answers).toEqual(Array<string>(5).fill('done'));
    expect(order).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
  });

  it('are all for one key where nobody else waits, as far as there are places', async () => {
    const { take } = turns();
    const answers = await Promise.all(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'].map(take));
    expect(answers).toEqual([...Array<string>(5).fill('done'), 'Error: full', 'Error: full']);
    expect(await take('a8')).toBe('done');
  });

  it('are taken from whoever has most places, and never from one who waits alone', async () => {
    const { take, order } = turns();
    const answers = await Promise.all(['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1', 'd1', 'e1'].map(take));
    expect(answers).toEqual([
      ...['done', 'done', 'Error: full', 'Error: full', 'Error: full'],
      ...['done', 'done', 'done', 'Error: full'],
    ]);
    expect(order).toEqual(['a1', 'a2', 'b1', 'c1', 'd1']);
  });

  it('are handed on when the work fails', async () => {
    const fair = new FairTurns(1, 4, () => new Error('full'));
    const failing = fair.take('a', () => Promise.reject(new Error('broken')));
    const next = fair.take('b', () => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('broken');
    await expect(next).resolves.toBe('done');
  });
});
