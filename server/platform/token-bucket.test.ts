import { describe, expect, it } from 'vitest';
import { TokenBuckets } from './token-bucket';

describe('a token bucket', () => {
  it('lets a burst through, then as many as come back, and says how long to wait', () => {
    const buckets = new TokenBuckets(3, 6_000);
    for (let n = 0; n < 3; n += 1) buckets.take('ada', 0);
    expect(() => buckets.take('ada', 0)).toThrow(expect.objectContaining({ retryAfterSeconds: 6 }));
    expect(() => buckets.take('ada', 4_500)).toThrow(/Wait 2 seconds/);
    buckets.take('ada', 6_000);
    expect(() => buckets.take('ada', 6_000)).toThrow(/too often/);
  });

  it('counts each key for itself', () => {
    const buckets = new TokenBuckets(1, 60_000);
    buckets.take('ada', 0);
    buckets.take('grace', 0);
    expect(() => buckets.take('ada', 0)).toThrow();
  });

  it('never gives back more than the burst, nor less when the clock steps back', () => {
    const buckets = new TokenBuckets(2, 1_000);
    buckets.take('ada', 10_000);
    buckets.take('ada', 0);
    expect(() => buckets.take('ada', 0)).toThrow();
    buckets.take('ada', 1e9);
    buckets.take('ada', 1e9);
    expect(() => buckets.take('ada', 1e9)).toThrow();
  });

  it('is as it was once what was taken is given back, and never fuller than at first', () => {
    const buckets = new TokenBuckets(2, 60_000);
    buckets.take('ada', 0);
    buckets.take('ada', 0);
    buckets.giveBack('ada');
    buckets.take('ada', 0);
    expect(() => buckets.take('ada', 0)).toThrow();
    for (let n = 0; n < 5; n += 1) buckets.giveBack('ada');
    buckets.giveBack('grace');
    for (const name of ['ada', 'ada', 'grace', 'grace']) buckets.take(name, 0);
    expect(() => buckets.take('ada', 0)).toThrow();
    expect(() => buckets.take('grace', 0)).toThrow();
  });
});
