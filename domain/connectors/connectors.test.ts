import { describe, expect, it } from 'vitest';
import { CONNECTORS, findConnector, findStream } from '@/domain/connectors/catalogue';
import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import {
  CONNECTOR_ERROR_CODES,
  connectorError,
  isConnectorErrorCode,
} from '@/domain/connectors/connector-error';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import { duoCredentialsSchema } from '@/domain/connectors/duo-credentials';
import { intervalFault } from '@/domain/connectors/interval-fault';

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

/** Every place of the guide that something may point to. */
function anchorsOf({ guide, troubleshooting }: ConnectorManifest): readonly string[] {
  const parts = [...guide, ...troubleshooting];
  const grants = parts.flatMap(({ body }) =>
    body.flatMap((line) => (line.kind === 'grants' ? [line.id] : [])),
  );
  return [...parts.map(({ id }) => id), ...grants];
}

describe('connector errors', () => {
  it.each(CONNECTOR_ERROR_CODES)(
    '%s has a sentence, a remedy and a place in the guide that exists',
    (code) => {
      const error = connectorError(code);
      expect(error.message).toMatch(/^[A-Z].*\.$/);
      expect(error.remedy).toMatch(/^[A-Z].*\.$/);
      expect(anchorsOf(CISCO_DUO)).toContain(error.guide);
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

  it('names the permission that is missing, and the edition where that may be the reason', () => {
    const remedy = (detail: object) => connectorError('duo_40301', detail).remedy;
    expect(remedy({ permission: 'Grant resource - Read' })).toContain('switch on Grant resource - Read');
    expect(remedy({ permission: 'Grant read log', edition: 'Advantage or Premier' })).toMatch(
      /Advantage or Premier only.*switch on Grant read log/,
    );
    expect(connectorError('duo_40401', { permission: 'Grant read log' }).remedy).toBe(
      connectorError('duo_40401').remedy,
    );
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

describe('every manifest', () => {
  it.each(CONNECTORS.map((manifest) => [manifest.id, manifest] as const))(
    '%s has a main stream, usual intervals within their bounds, and places that are there once',
    (_id, manifest) => {
      expect(manifest.streams.map(({ id }) => id)).toContain(manifest.mainStream);
      for (const stream of manifest.streams) {
        for (const seconds of [stream.defaultIntervalSeconds, ...stream.presetIntervalSeconds])
          expect(intervalFault(stream, seconds)).toBeNull();
        expect(intervalFault(stream, stream.maxIntervalSeconds + 1)).toContain(stream.label);
      }
      const anchors = anchorsOf(manifest);
      expect(new Set(anchors).size).toBe(anchors.length);
      for (const { initial, pattern } of manifest.fields)
        if (initial !== undefined) expect(initial).toMatch(new RegExp(pattern));
    },
  );

  it('of Duo tells of every permission that a stream needs', () => {
    const told = CISCO_DUO.guide.flatMap(({ body }) =>
      body.flatMap((line) => (line.kind === 'grants' ? line.grants : [])),
    );
    const needed = new Set(CISCO_DUO.streams.map(({ permission }) => permission));
    expect(new Set(told.map(({ permission }) => permission))).toEqual(needed);
    expect(anchorsOf(CISCO_DUO)).toContain('permissions');
  });
});
