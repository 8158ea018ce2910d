import { expect, it } from 'vitest';
import { readFlags } from './read-flags';

it('has sensible defaults and makes the keys from the seed', () => {
  const first = readFlags([]);
  const second = readFlags(['--seed', '1']);
  expect(first).toEqual(second);
  expect(first).toMatchObject({
    ok: true,
    options: { people: 300, lagMs: 120_000, historyMs: 2_592_000_000, rateLimit: true, skeyGenerated: true },
  });
  expect(readFlags(['--seed', '2'])).not.toEqual(first);
});

it.each([
  [['--port', '70000'], '--port'],
  [['--people'], '--people'],
  [['--history', '30'], '--history'],
  [['--history', '181d'], '--history'],
  [['--lag', '-1s'], '--lag'],
  [['--rate-limit', 'slow'], '--rate-limit'],
  [['--attack-every', '0s'], '--attack-every'],
  [['--edition', 'gold'], '--edition'],
  [['--ikey', 'di'], '--ikey'],
  [['--control-port', '0'], '--control-token'],
  [['--speed', '3'], '--speed'],
])('names the flag and the remedy for %j', (argv, flag) => {
  const result = readFlags(argv);
  expect(result.ok ? '' : result.message).toContain(flag);
  expect(result.ok ? '' : result.message).toMatch(/\.$/);
});

it('reads --flag=value as well as --flag value', () => {
  expect(readFlags(['--people=12', '--attack-every', 'off'])).toMatchObject({
    ok: true,
    options: { people: 12, attackEveryMs: null },
  });
});
