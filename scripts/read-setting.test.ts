import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSetting as readBeforeInstall } from './read-setting.mjs';
import { readEnvironment } from '@/server/platform/environment';
import { readSetting } from '@/server/platform/setting-file';

const DATABASE_URL = 'postgresql://parapet_app:secret@127.0.0.1:5432/parapet';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parapet-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string, mode = 0o600): string {
  const path = join(folder, Math.random().toString(36).slice(2));
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe.each([
  [
    'of processes',
    (source: Record<string, string>) => readSetting(source, 'PARAPET_VAULT_KEY', { secret: true }),
  ],
  [
    'before packages are installed',
    (source: Record<string, string>) => readBeforeInstall('PARAPET_VAULT_KEY', source),
  ],
])('a secret setting %s', (_where, read) => {
  it('comes from the environment, or from a file without its line end', () => {
    expect(read({ PARAPET_VAULT_KEY: 'a' })).toBe('a');
    expect(read({ PARAPET_VAULT_KEY_FILE: file('b\n') })).toBe('b');
    expect(read({ PARAPET_VAULT_KEY_FILE: file('b\n', 0o640) })).toBe('b');
    expect(read({})).toBeUndefined();
    expect(read({ PARAPET_VAULT_KEY: 'a', PARAPET_VAULT_KEY_FILE: '' })).toBe('a');
  });

  it('is refused twice over, and from a file that is missing, empty or open to everybody', () => {
    expect(() => read({ PARAPET_VAULT_KEY: 'a', PARAPET_VAULT_KEY_FILE: file('a') })).toThrow(/both given/);
    expect(() => read({ PARAPET_VAULT_KEY_FILE: join(folder, 'none') })).toThrow(/cannot be read/);
    expect(() => read({ PARAPET_VAULT_KEY_FILE: folder })).toThrow(/cannot be read/);
    expect(() => read({ PARAPET_VAULT_KEY_FILE: file(' \n') })).toThrow(/is empty/);
    expect(() => read({ PARAPET_VAULT_KEY_FILE: file('a', 0o644) })).toThrow(/everybody.*chmod o=/);
  });
});

describe('every setting from a file', () => {
  const secrets = {
    DATABASE_URL,
    REDIS_URL: 'redis://:secret@127.0.0.1:6379',
    PARAPET_VAULT_KEY: Buffer.alloc(32, 1).toString('base64'),
    PARAPET_VAULT_KEY_PREVIOUS: Buffer.alloc(32, 2).toString('base64'),
    PARAPET_SESSION_SECRET: 's'.repeat(32),
    PARAPET_METRICS_TOKEN: 'm'.repeat(16),
    PARAPET_SMTP_URL: 'smtp://parapet:secret@mail.example.com:587',
    PARAPET_MAIL_FROM: 'parapet@example.com',
    OUTBOUND_PROXY: 'http://user:secret@proxy.example.com:3128',
  };

  it('means what it means in the environment', () => {
    const files = Object.fromEntries(
      Object.entries(secrets).map(([name, value]) => [`${name}_FILE`, file(`${value}\n`)]),
    );
    expect(readEnvironment(files)).toEqual(readEnvironment(secrets));
  });

  it.each(Object.entries(secrets).filter(([name]) => name !== 'PARAPET_MAIL_FROM'))(
    '%s has to be closed to others',
    (name, value) => {
      const { [name]: _own, ...others } = secrets as Record<string, string>;
      expect(() => readEnvironment({ ...others, [`${name}_FILE`]: file(value, 0o604) })).toThrow(
        new RegExp(`${name}_FILE: everybody`),
      );
    },
  );

  it('that is no secret may be open', () => {
    expect(readEnvironment({ DATABASE_URL, LOG_LEVEL_FILE: file('warn', 0o644) }).logLevel).toBe('warn');
  });
});
