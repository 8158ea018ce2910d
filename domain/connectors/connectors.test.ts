import { describe, expect, it } from 'vitest';
import { findConnector, findStream } from '@/domain/connectors/catalogue';
import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import {
  CONNECTOR_ERROR_CODES,
  connectorError,
  isConnectorErrorCode,
} from '@/domain/connectors/connector-error';
import { duoCredentialsSchema } from '@/domain/connectors/duo-credentials';

const GOOD = {
  host: ' https://API-1a2b3c4d.duosecurity.com/ ',
  ikey: ' DIWJ8X6AEYOR5OMC6TQ1 ',
  skey: 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep\n',
};

const messagesOf = (input: unknown): Record<string, string> => {
  const read = duoCredentialsSchema().safeParse(input);
  if (read.success) return {};
  return Object.fromEntries(read.error.issues.map(({ path, message }) => [path.join('.'), message]));
};

describe('the Duo credentials', () => {
  it('are cleaned of what copying adds', () => {
    expect(duoCredentialsSchema().parse(GOOD)).toEqual({
      host: 'api-1a2b3c4d.duosecurity.com',
      ikey: 'DIWJ8X6AEYOR5OMC6TQ1',
      skey: 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep',
    });
  });

  it('each have a sentence of their own when they are missing, and one when they are wrong', () => {
    const missing = messagesOf({ host: ' ', ikey: '', skey: '' });
    const absent = messagesOf({});
    const wrong = messagesOf({ host: 'evil.test', ikey: 'XX', skey: 'short' });
    expect(absent).toEqual(missing);
    const all = [...Object.values(missing), ...Object.values(wrong)];
    expect(new Set(all).size).toBe(6);
    expect(Object.keys(wrong)).toEqual(['host', 'ikey', 'skey']);
    for (const sentence of all) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('may name a simulator only where the setting does', () => {
    const simulator = { ...GOOD, host: 'http://127.0.0.1:4010' };
    expect(messagesOf(simulator)).toHaveProperty('host');
    const allowed = duoCredentialsSchema(['127.0.0.1:4010']);
    expect(allowed.parse(simulator).host).toBe('127.0.0.1:4010');
    expect(allowed.safeParse({ ...simulator, ikey: 'test_ikey' }).success).toBe(true);
    expect(allowed.safeParse({ ...simulator, ikey: 'with space' }).success).toBe(false);
  });
});

describe('connector errors', () => {
  it.each(CONNECTOR_ERROR_CODES)(
    '%s has a sentence, a remedy and a place in the guide that exists',
    (code) => {
      const error = connectorError(code);
      expect(error.message).toMatch(/^[A-Z].*\.$/);
      expect(error.remedy).toMatch(/^[A-Z].*\.$/);
      const anchors = [...CISCO_DUO.guide, ...CISCO_DUO.troubleshooting].map(({ id }) => id);
      expect(anchors).toContain(error.guide);
    },
  );

  it('takes a vault that does not open for a fault of the machine: it is tried again, and blames no key', () => {
    const { class: kind, message, remedy } = connectorError('vault_locked');
    expect(kind).toBe('transient');
    expect(message).toContain('vault key of this worker');
    expect(remedy).toMatch(/PARAPET_VAULT_KEY.*or replace the keys here/);
  });

  it('tells the skew in seconds or minutes, and to which side', () => {
    const message = (clockSkewSeconds: number) => connectorError('duo_40105', { clockSkewSeconds }).message;
    expect(message(45)).toContain('45 seconds ahead');
    expect(message(-90)).toContain('90 seconds behind');
    expect(message(-3600)).toContain('60 minutes behind');
    expect(message(0)).toBe(connectorError('duo_40105').message);
  });

  it('knows its own codes', () => {
    expect(isConnectorErrorCode('duo_40103')).toBe(true);
    expect(isConnectorErrorCode('toString')).toBe(false);
  });
});

describe('the manifest of Duo', () => {
  it('is found by its id, with its stream', () => {
    expect(findConnector('cisco-duo')).toBe(CISCO_DUO);
    expect(findConnector('okta')).toBeUndefined();
    expect(findStream('cisco-duo', 'authentication')).toMatchObject({
      lagMs: 122_000,
      marginMs: 120_000,
      limit: 1000,
    });
    expect(findStream('cisco-duo', 'telepathy')).toBeUndefined();
  });

  it('has patterns that accept good values and refuse others', () => {
    const clean = duoCredentialsSchema().parse(GOOD);
    for (const field of CISCO_DUO.fields) {
      const value = Object.entries(clean).find(([id]) => id === field.id)?.[1];
      expect(value).toMatch(new RegExp(field.pattern));
      expect('something else').not.toMatch(new RegExp(field.pattern));
    }
  });
});
