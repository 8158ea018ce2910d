import { describe, expect, it } from 'vitest';
import { CONNECTOR_ERROR_CODES, connectorError } from '@/domain/connectors/connector-error';
import { Refusal } from '@/domain/refusal';
import { parseCredentials, refusalOver } from './tried-credentials';

const GOOD = {
  host: ' https://API-1a2b3c4d.duosecurity.com/ ',
  ikey: ' DIWJ8X6AEYOR5OMC6TQ1 ',
  skey: 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep\n',
};

const refusalOf = (changes: object): Refusal | null => {
  try {
    parseCredentials({ ...GOOD, ...changes }, []);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

describe('the credentials that a form sends', () => {
  it('are cleaned of what copying adds', () => {
    expect(parseCredentials(GOOD, [])).toEqual({
      host: 'api-1a2b3c4d.duosecurity.com',
      ikey: 'DIWJ8X6AEYOR5OMC6TQ1',
      skey: 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep',
    });
  });

  it('are refused with every field that cannot be right, and never with what was typed', () => {
    const refusal = refusalOf({ host: 'evil.test', ikey: 'XX', skey: 'canary-canary' });
    expect(refusal?.code).toBe('invalid_input');
    expect(refusal?.fields.map(({ field }) => field)).toEqual(['host', 'ikey', 'skey']);
    expect(refusal?.message).toBe(refusal?.fields[0]?.message);
    expect(JSON.stringify([refusal?.message, refusal?.fields])).not.toContain('canary');
  });

  it('may name a simulator only where the setting does', () => {
    expect(refusalOf({ host: '127.0.0.1:4010' })?.fields[0]?.field).toBe('host');
    expect(parseCredentials({ ...GOOD, host: '127.0.0.1:4010' }, ['127.0.0.1:4010']).host).toBe(
      '127.0.0.1:4010',
    );
  });
});

describe('the refusal over what a vendor said', () => {
  it.each([
    { code: 'duo_40102', field: 'ikey' },
    { code: 'duo_40103', field: 'skey' },
    { code: 'unauthorized', field: 'skey' },
    { code: 'unknown_host', field: 'host' },
    { code: 'duo_40301', field: 'host' },
  ] as const)('names $field for $code', ({ code, field }) => {
    expect(refusalOver(connectorError(code)).fields[0]?.field).toBe(field);
  });

  it.each(CONNECTOR_ERROR_CODES)('says for %s what happened and what to do', (code) => {
    const { message, remedy } = connectorError(code);
    const refusal = refusalOver(connectorError(code));
    expect(refusal.message).toBe(`${message} ${remedy}`);
    expect(refusal.fields[0]?.message).toBe(refusal.message);
  });

  it('says that the test failed where nothing more is known', () => {
    expect(refusalOver(null)).toMatchObject({ message: 'The connection test failed.', fields: [] });
  });
});
