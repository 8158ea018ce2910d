import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NextRequest } from 'next/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parapet-proxy-'));
  // The setting is read once a process.
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function headersOfSignIn(): Promise<Headers> {
  const { proxy } = await import('./proxy');
  return proxy(new NextRequest('http://127.0.0.1:3000/sign-in')).headers;
}

describe('the headers of pages', () => {
  it.each(['value', 'file'])('hold browsers to https where the address is, as a %s', async (by) => {
    writeFileSync(join(folder, 'address'), 'https://parapet.example.com\n');
    vi.stubEnv('PARAPET_URL', by === 'value' ? 'https://parapet.example.com' : '');
    vi.stubEnv('PARAPET_URL_FILE', by === 'file' ? join(folder, 'address') : '');
    const headers = await headersOfSignIn();
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
  });

  it('do not where people reach Parapet by http on this machine', async () => {
    vi.stubEnv('PARAPET_URL', '');
    vi.stubEnv('PARAPET_URL_FILE', '');
    const headers = await headersOfSignIn();
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
  });
});
