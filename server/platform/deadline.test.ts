import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { startDeadline } from '@/server/platform/deadline';

setFlagsFromString('--expose-gc');
const collect = z.custom<() => void>((value) => typeof value === 'function').parse(runInNewContext('gc'));

/** How many of these deadlines were over after twice their time, with the memory cleared again and again. */
async function overInTime(count: number, given: AbortSignal): Promise<number> {
  let over = 0;
  for (let index = 0; index < count; index += 1) {
    startDeadline(100, given).signal.addEventListener('abort', () => {
      over += 1;
    });
  }
  for (let round = 0; round < 10; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collect();
  }
  return over;
}

describe('a deadline', () => {
  it('is kept however often memory is cleared meanwhile', async () => {
    expect(await overInTime(200, new AbortController().signal)).toBe(200);
  });

  it('ends with what it was given, for the same reason', () => {
    const given = new AbortController();
    const { signal, end } = startDeadline(60_000, given.signal);
    given.abort('stopped');
    expect(signal.reason).toBe('stopped');
    end();
    expect(startDeadline(60_000, given.signal).signal.aborted).toBe(true);
  });

  it('says that it was the time', async () => {
    const { signal } = startDeadline(1);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('that was ended does not go off', async () => {
    const given = new AbortController();
    const { signal, end } = startDeadline(5, given.signal);
    end();
    given.abort();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(signal.aborted).toBe(false);
  });
});
