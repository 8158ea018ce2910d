import { describe, expect, it } from 'vitest';
import { Refusal } from '@/domain/refusal';
import { createDuoAdapter } from '@/server/connectors/cisco-duo/adapter';
import { createHttpClient } from '@/server/platform/http-client';
import { connectorOf, prepareFields } from './connector-fields';

const GOOD = {
  host: ' https://API-1a2b3c4d.duosecurity.com/ ',
  ikey: ' DIWJ8X6AEYOR5OMC6TQ1 ',
  skey: 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep\n',
};

const adapterFor = (simulatorHosts: string[]) =>
  createDuoAdapter({ http: createHttpClient(), simulatorHosts });
const prepare = (changes: Record<string, string>, simulatorHosts: string[] = []) =>
  prepareFields(adapterFor(simulatorHosts), { ...GOOD, ...changes });

function refusalOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('It was expected to be refused.');
}

describe('what a form sends', () => {
  it('is cleaned of what copying adds', () => {
    expect(prepare({})).toMatchObject({
      credentials: {
        host: 'api-1a2b3c4d.duosecurity.com',
        ikey: 'DIWJ8X6AEYOR5OMC6TQ1',
        skey: 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep',
      },
      address: 'api-1a2b3c4d.duosecurity.com',
      keyEnding: '6TQ1',
    });
  });

  it('is refused with every field that cannot be right, and never with what was typed', () => {
    const refusal = refusalOf(() => prepare({ host: 'evil.test', ikey: 'XX', skey: 'canary-canary' }));
    expect(refusal.code).toBe('invalid_input');
    expect(refusal.fields.map(({ field }) => field)).toEqual(['host', 'ikey', 'skey']);
    expect(refusal.message).toBe(refusal.fields[0]?.message);
    expect(JSON.stringify([refusal.message, refusal.fields])).not.toContain('canary');
  });

  it('may name a simulator only where the setting does', () => {
    const simulator = { host: '127.0.0.1:4010' };
    expect(refusalOf(() => prepare(simulator)).fields[0]?.field).toBe('host');
    expect(prepare(simulator, ['127.0.0.1:4010']).address).toBe('127.0.0.1:4010');
  });

  it('is of a connector that there is', () => {
    const adapterOf = (id: string) => (id === 'cisco-duo' ? adapterFor([]) : null);
    expect(connectorOf({ adapterOf }, 'cisco-duo').manifest.name).toBe('Cisco Duo');
    for (const id of ['okta', '__proto__', ''])
      expect(refusalOf(() => connectorOf({ adapterOf }, id)).fields[0]?.field).toBe('connector');
  });
});
