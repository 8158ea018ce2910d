import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readEnvironment } from '@/server/platform/environment';
import { ANCHOR_FILE, consoleSettings, processSettings } from './process-settings.mjs';

const DATABASE_URL = 'postgresql://parapet_app:secret@127.0.0.1:5432/parapet';
const origin = 'http://127.0.0.1:3000';
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'parapet-state-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

/** As web and worker read what they are given. */
const given = (extra: Record<string, string> = {}) =>
  readEnvironment(processSettings(home, DATABASE_URL, { origin, extra }));

describe('what the processes of npm start are given', () => {
  it('names a file of anchors in the state folder, where no other is set', () => {
    expect(given().auditAnchor).toBe(join(home, ANCHOR_FILE));
    vi.stubEnv('PARAPET_AUDIT_ANCHOR', '/mnt/elsewhere/anchor.jsonl');
    expect(given().auditAnchor).toBe('/mnt/elsewhere/anchor.jsonl');
    vi.stubEnv('PARAPET_AUDIT_ANCHOR', '');
    writeFileSync(join(home, 'where'), '/mnt/from-a-file.jsonl\n');
    vi.stubEnv('PARAPET_AUDIT_ANCHOR_FILE', join(home, 'where'));
    expect(given().auditAnchor).toBe('/mnt/from-a-file.jsonl');
  });

  it('keeps the address that people type, and leaves the connection of the owner out', () => {
    vi.stubEnv('DATABASE_OWNER_URL', 'postgresql://parapet_owner:x@127.0.0.1/parapet');
    writeFileSync(join(home, 'address'), 'https://parapet.example.com');
    vi.stubEnv('PARAPET_URL_FILE', join(home, 'address'));
    const settings = processSettings(home, DATABASE_URL, { origin: 'https://parapet.example.com' });
    expect(readEnvironment(settings).origin).toBe('https://parapet.example.com');
    expect(settings['DATABASE_OWNER_URL']).toBeUndefined();
  });
});

describe('what a command at the console is given', () => {
  it('comes from the state folder where the settings leave it out, with the same keys and file', () => {
    const started = given();
    writeFileSync(join(home, 'database.json'), JSON.stringify({ id: 'x', port: 5999 }));
    expect(readEnvironment(consoleSettings({ PARAPET_HOME: home })).auditAnchor).toBeNull();
    writeFileSync(join(home, ANCHOR_FILE), '');
    const asked = readEnvironment(consoleSettings({ PARAPET_HOME: home }));
    expect(asked.vaultKey).toEqual(started.vaultKey);
    expect(asked.auditAnchor).toBe(started.auditAnchor);
    expect(asked.databaseUrl).toMatch(/^postgresql:\/\/parapet_app:[\w-]+@127\.0\.0\.1:5999\/parapet$/);
    const set = { PARAPET_HOME: home, DATABASE_URL, PARAPET_AUDIT_ANCHOR: '/mnt/own.jsonl' };
    expect(readEnvironment(consoleSettings(set))).toMatchObject({
      ...{ databaseUrl: DATABASE_URL, auditAnchor: '/mnt/own.jsonl' },
    });
  });

  it('is what is set where there is no state folder', () => {
    const set = { PARAPET_HOME: join(home, 'none'), DATABASE_URL };
    expect(consoleSettings(set)).toEqual(set);
  });

  it('is refused, with how to name an installation, where none is known', () => {
    const none = join(home, 'none');
    expect(() => consoleSettings({ PARAPET_HOME: none })).toThrow(
      `no database is noted in ${none}.\nSet DATABASE_URL and PARAPET_VAULT_KEY, or name the state folder`,
    );
  });
});
