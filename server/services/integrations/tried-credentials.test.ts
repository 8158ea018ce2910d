import { describe, expect, it } from 'vitest';
import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import { CONNECTOR_ERROR_CODES, connectorError } from '@/domain/connectors/connector-error';
import { refusalOver } from './tried-credentials';

describe('the refusal over what a vendor said', () => {
  it.each([
    { code: 'duo_40102', field: 'ikey' },
    { code: 'duo_40103', field: 'skey' },
    { code: 'unauthorized', field: 'skey' },
    { code: 'unknown_host', field: 'host' },
    { code: 'not_json', field: 'host' },
    { code: 'duo_40301', field: undefined },
    { code: 'duo_40105', field: undefined },
  ] as const)('names $field for $code', ({ code, field }) => {
    expect(refusalOver(CISCO_DUO, connectorError(code)).fields[0]?.field).toBe(field);
  });

  it.each(CONNECTOR_ERROR_CODES)('says for %s what happened and what to do', (code) => {
    const { message, remedy } = connectorError(code);
    const refusal = refusalOver(CISCO_DUO, connectorError(code));
    expect(refusal.message).toBe(`${message} ${remedy}`);
    for (const field of refusal.fields) expect(field.message).toBe(refusal.message);
  });

  it('says that the test failed where nothing more is known', () => {
    expect(refusalOver(CISCO_DUO, null)).toMatchObject({
      message: 'The connection test failed.',
      fields: [],
    });
  });
});
