import { expect, it } from 'vitest';
import { Clock } from '../clock';
import { EventLog } from './event-log';
import { VisibleLog } from './visible-log';

const DAY_MS = 86_400_000;

function logOf(times: readonly number[], lagMs = 0) {
  const clock = new Clock();
  const keeping = { clock, lagMs, retentionDays: 0 };
  const log = new VisibleLog(new EventLog(), keeping);
  for (const ms of times) log.insert({ ms, txid: `id-${ms}`, json: String(ms) });
  const seen = (): number[] =>
    Array.from(
      log.walk({ from: 0, to: Number.MAX_SAFE_INTEGER, ascending: true, after: null }),
      ({ ms }) => ms,
    );
  return { log, keeping, clock, seen };
}

it('hides what is younger than the lag, and counts what it shows', () => {
  const now = Date.now();
  const { log, seen } = logOf([now - 50_000, now - 5000, now - 1_000_000], 20_000);
  expect(seen()).toEqual([now - 1_000_000, now - 50_000]);
  expect(log.count(0, now)).toBe(2);
  expect(log.countAll(0, now)).toBe(3);
});

it('keeps 180 days, or as many as the account wants', () => {
  const now = Date.now();
  const { keeping, seen } = logOf([now - 181 * DAY_MS, now - 100 * DAY_MS, now - 5 * DAY_MS]);
  expect(seen()).toEqual([now - 100 * DAY_MS, now - 5 * DAY_MS]);
  keeping.retentionDays = 30;
  expect(seen()).toEqual([now - 5 * DAY_MS]);
});

it('shows late what a delay holds back: only what had not been shown, the same share each time', () => {
  const now = Date.now();
  const before = Array.from({ length: 100 }, (_, index) => now - 60_000 - index);
  const later = Array.from({ length: 400 }, (_, index) => now + 1000 + index);
  const { clock, log, seen } = logOf([...before, ...later]);
  log.delay(30_000, 0.5);
  clock.setSkew(5000);
  const first = seen();
  expect(first.filter((ms) => ms < now)).toHaveLength(100);
  expect(first.length).toBeGreaterThan(230);
  expect(first.length).toBeLessThan(370);
  expect(log.count(0, now + 10_000)).toBe(first.length);
  expect(seen()).toEqual(first);
  log.delay(0, 1);
  expect(seen()).toEqual(first);
  clock.setSkew(40_000);
  expect(seen()).toHaveLength(500);
});
