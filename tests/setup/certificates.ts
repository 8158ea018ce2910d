import { createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';

/** A certificate and its key, in PEM. */
export interface Certified {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Certified {
  /** A server's certificate for these names and addresses. */
  issue(...names: string[]): Certified;
}

const DAY_MS = 24 * 60 * 60_000;

/** A private certificate authority, in the least DER that Node accepts. Valid until `until` (epoch milliseconds). */
export function createAuthority(name: string, until = Date.now() + 365 * DAY_MS): Authority {
  const issuer = keyPair();
  const own = certificate({ subject: name, until, publicKey: issuer.publicKey, extensions: [IS_AUTHORITY] });
  return {
    cert: own,
    key: pemOf(issuer.privateKey),
    issue: (...names) => {
      const server = keyPair();
      const extensions = [alternativeNames(names)];
      const cert = certificate({ subject: names[0] ?? '', until, publicKey: server.publicKey, extensions });
      return { cert, key: pemOf(server.privateKey) };
    },
  };

  function certificate(of: {
    subject: string;
    until: number;
    publicKey: KeyObject;
    extensions: Buffer[];
  }): string {
    const content = der(
      0x30,
      der(0xa0, hex('020102')),
      der(0x02, Buffer.concat([hex('01'), randomBytes(8)])),
      ECDSA_WITH_SHA256,
      nameOf(name),
      der(0x30, time(Math.min(Date.now(), of.until) - DAY_MS), time(of.until)),
      nameOf(of.subject),
      of.publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, der(0x30, ...of.extensions)),
    );
    const signature = createSign('sha256').update(content).sign(issuer.privateKey);
    const whole = der(0x30, content, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature));
    const lines = whole.toString('base64').replace(/.{64}/g, '$&\n').trim();
    return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  }
}

function keyPair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const ECDSA_WITH_SHA256 = der(0x30, der(0x06, hex('2a8648ce3d040302')));

const IS_AUTHORITY = der(0x30, der(0x06, hex('551d13')), hex('0101ff'), der(0x04, der(0x30, hex('0101ff'))));

function alternativeNames(names: readonly string[]): Buffer {
  const entries = names.map((name) => {
    if (isIPv4(name)) return der(0x87, Buffer.from(name.split('.').map(Number)));
    // The only IPv6 address that a test has a certificate for is loopback.
    if (isIPv6(name)) return der(0x87, Buffer.concat([Buffer.alloc(15), hex('01')]));
    return der(0x82, Buffer.from(name));
  });
  return der(0x30, der(0x06, hex('551d11')), der(0x04, der(0x30, ...entries)));
}

function nameOf(name: string): Buffer {
  return der(0x30, der(0x31, der(0x30, der(0x06, hex('550403')), der(0x0c, Buffer.from(name)))));
}

/** UTCTime, good until 2049. */
function time(at: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const size = body.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
