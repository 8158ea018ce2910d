import { beforeEach, describe, expect, it, vi } from 'vitest';
import { BoundedLog } from './bounded-log';

const MINUTE = 60_000;
let lines: { message: string; more?: unknown; from?: unknown }[];
let log: BoundedLog;

beforeEach(() => {
  lines = [];
  log = new BoundedLog({
    warn: (fields: object, message: string) => void lines.push({ ...fields, message }),
  });
});

const note = (from: string, now: number, message = 'request refused') =>
  log.note({ message, key: from, fields: { from } }, now);

describe('lines that anybody can cause', () => {
  it('are written, and from the sixth of a minute on counted', () => {
    for (let n = 0; n < 1000; n += 1) note('203.0.113.5', n);
    expect(lines).toHaveLength(5);
    note('203.0.113.6', 1000);
    expect(lines).toHaveLength(6);
    note('203.0.113.5', MINUTE);
    expect(lines.slice(6)).toEqual([
      { from: '203.0.113.5', more: 995, message: 'request refused, and more of the kind' },
      { from: '203.0.113.5', message: 'request refused' },
    ]);
  });

  it('are told of by the end of the minute where nothing follows', () => {
    vi.useFakeTimers();
    for (let n = 0; n < 7; n += 1) note('203.0.113.5', 0);
    vi.advanceTimersByTime(MINUTE);
    expect(lines.at(-1)).toMatchObject({ more: 2 });
    vi.useRealTimers();
  });

  it('stay few from however many network addresses, and none is lost from the count', () => {
    for (let n = 0; n < 5000; n += 1) note(`2001:db8:${n.toString(16)}::/64`, 0);
    log.flush();
    expect(lines.length).toBeLessThanOrEqual(200 + 50 + 1);
    const told = lines.reduce((sum, { more }) => sum + (typeof more === 'number' ? more : 1), 0);
    expect(told).toBe(5000);
  });

  it('of one kind hide none of another', () => {
    for (let n = 0; n < 10; n += 1) note('203.0.113.5', 0);
    note('203.0.113.5', 0, 'sign-in refused');
    expect(lines.at(-1)).toMatchObject({ message: 'sign-in refused' });
  });
});
