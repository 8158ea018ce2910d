import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readFlags } from './read-flags';

it('has sensible defaults and makes the keys from the seed', () => {
  const first = readFlags([]);
  const second = readFlags(['--seed', '1']);
  expect(first).toEqual(second);
  expect(first).toMatchObject({
    ok: true,
    options: {
      people: 300,
      lagMs: 120_000,
      historyMs: 2_592_000_000,
      rateLimit: 'default',
      skeyGenerated: true,
    },
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
  [['--rate-limit', '0'], '--rate-limit'],
  [['--faults', '1.5'], '--faults'],
  [['--faults', '[{"kind":"sabotage"}]'], '--faults'],
  [['--faults', '[{"kind":"duo_error"}]'], '--faults'],
  [['--faults', 'no-such-file.json'], '--faults'],
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

it('takes a rate limit as a number, and faults as a rate, a list or a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-flags-'));
  const file = join(folder, 'faults.json');
  writeFileSync(file, '[{"kind":"duo_error","code":40102}]');
  const options = (...argv: string[]): unknown => {
    const result = readFlags(argv);
    return result.ok ? result.options : result.message;
  };
  expect(options('--rate-limit', '5000', '--faults', '0.02')).toMatchObject({
    rateLimit: 5000,
    faults: { rate: 0.02 },
  });
  expect(options('--faults', '[{"kind":"reset","times":2}]')).toMatchObject({
    faults: { list: [{ kind: 'reset', times: 2 }] },
  });
  expect(options('--faults', file)).toMatchObject({ faults: { list: [{ kind: 'duo_error', code: 40102 }] } });
  rmSync(folder, { recursive: true });
});
