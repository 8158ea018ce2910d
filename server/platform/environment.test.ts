import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment';

const DATABASE_URL = 'postgresql://parapet_app:secret@127.0.0.1:5432/parapet';

describe('the address of Parapet', () => {
  it('may be plain http on this machine only', () => {
    expect(readEnvironment({ DATABASE_URL, PARAPET_URL: 'http://localhost:3000/' }).origin).toBe(
      'http://localhost:3000',
    );
    expect(() => readEnvironment({ DATABASE_URL, PARAPET_URL: 'http://parapet.example.com' })).toThrow(/TLS/);
    expect(readEnvironment({ DATABASE_URL, PARAPET_URL: 'https://parapet.example.com' }).origin).toBe(
      'https://parapet.example.com',
    );
  });

  it('is explained when it is no address at all', () => {
    expect(() => readEnvironment({ DATABASE_URL, PARAPET_URL: 'parapet' })).toThrow(/PARAPET_URL: write/);
  });
});

describe('settings of the web process', () => {
  it('believe no proxy until told how many there are', () => {
    expect(readEnvironment({ DATABASE_URL }).trustedProxies).toBe(0);
    expect(readEnvironment({ DATABASE_URL, PARAPET_TRUSTED_PROXIES: '2' }).trustedProxies).toBe(2);
    expect(() => readEnvironment({ DATABASE_URL, PARAPET_TRUSTED_PROXIES: 'yes' })).toThrow(
      /PARAPET_TRUSTED_PROXIES: give the number/,
    );
  });

  it('name servers by address, or leave it to the machine', () => {
    const read = (servers: string) =>
      readEnvironment({ DATABASE_URL, PARAPET_NAME_SERVERS: servers }).nameServers;
    expect(readEnvironment({ DATABASE_URL }).nameServers).toEqual([]);
    expect(read('10.0.0.53, [::1]:5353')).toEqual(['10.0.0.53', '[::1]:5353']);
    expect(() => read('dns.example.com')).toThrow(/PARAPET_NAME_SERVERS: write addresses/);
  });

  it('say nothing of the mail server that would not be heeded, and repeat nothing of it', () => {
    const read = (url: string) => () =>
      readEnvironment({
        ...{ DATABASE_URL, PARAPET_SMTP_URL: url, PARAPET_MAIL_FROM: 'Parapet <parapet@example.com>' },
      });
    expect(read('smtps://mail.example.com?tls.servername=smtp.example.com')().mail).not.toBeNull();
    for (const url of ['smtp://mail.example.com?pool=true', 'smtp://parapet:12?s3cret@mail.example.com']) {
      expect(read(url)).toThrow(/PARAPET_SMTP_URL: after its \? stand options of TLS alone/);
      expect(read(url)).not.toThrow(/s3cret/);
    }
    expect(read('mail.example.com')).toThrow(/PARAPET_SMTP_URL: write it as/);
  });

  it('tell of a stand-in only where it is a simulator of this machine, and never where there is none', () => {
    const host = '127.0.0.1:4711';
    const fields = { host, ikey: 'DIX', skey: 'secret' };
    const read = (given: object | string, simulator: string) =>
      readEnvironment({
        DATABASE_URL,
        PARAPET_SIMULATOR: simulator,
        PARAPET_DEMO_STAND_IN: typeof given === 'string' ? given : JSON.stringify(given),
      }).standIn;
    const standIn = { connector: 'cisco-duo', fields };
    expect(readEnvironment({ DATABASE_URL, PARAPET_SIMULATOR: host }).standIn).toBeNull();
    expect(read(standIn, `127.0.0.1:1,${host}`)).toEqual(standIn);
    for (const simulator of ['', ' ', ',']) expect(read(standIn, simulator)).toBeNull();
    for (const other of [
      'api-1.duosecurity.com',
      '127.0.0.1:4712',
      '127.0.0.1.example.com:1',
      '10.0.0.1:4711',
    ])
      expect(() => read({ ...standIn, fields: { ...fields, host: other } }, `${host},10.0.0.1:4711`)).toThrow(
        /PARAPET_DEMO_STAND_IN: its host/,
      );
    for (const unread of ['{', '{}', '[]', '{"connector":"cisco-duo","fields":{"skey":"secret"}}'])
      expect(() => read(unread, host)).toThrow(/PARAPET_DEMO_STAND_IN: write JSON/);
  });

  it('take a token for figures only when it is long enough', () => {
    expect(readEnvironment({ DATABASE_URL }).metricsToken).toBeNull();
    expect(() => readEnvironment({ DATABASE_URL, PARAPET_METRICS_TOKEN: 'short' })).toThrow(/16 random/);
  });
});
