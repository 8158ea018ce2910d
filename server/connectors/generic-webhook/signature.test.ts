import { describe, expect, it } from 'vitest';
import { isSignedBy, newSecret, signatureOf } from './signature';

const SECRET = 'parapet_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const TIMESTAMP = '1793525400';

/** Made with `printf '%s.%s' "$TIME" "$BODY" | openssl dgst -sha256 -hmac "$SECRET"`. */
const VECTORS = [
  ['{"events":[]}', '87ef55821cfa820f80a3d7291a7d02cb749b2cbf0f7702c6475bb158dac8399a'],
  ['{"events":[{"description":"é🙂"}]}', 'f9b6438b02992ac91a2da6f87a05031da79745aa1ece37ae0f8bfb9bb0da23c5'],
  ['', '6282a26c203b49ddb6ce41095cc39ff989ac53c70991277b5e623ae15eb1f886'],
] as const;

const signed = (header: string, changes: { secrets?: string[]; timestamp?: string; body?: string } = {}) =>
  isSignedBy(changes.secrets ?? [SECRET], header, {
    timestamp: changes.timestamp ?? TIMESTAMP,
    body: Buffer.from(changes.body ?? VECTORS[0][0]),
  });

describe('the signature of a delivery', () => {
  it.each(VECTORS)('of %j is that of openssl', (body, hex) => {
    expect(signatureOf(SECRET, TIMESTAMP, Buffer.from(body))).toBe(hex);
    expect(signed(`v1=${hex}`, { body })).toBe(true);
  });

  it('is over every byte of timestamp and body, and by the secret', () => {
    const header = `v1=${VECTORS[0][1]}`;
    expect(signed(header)).toBe(true);
    expect(signed(header, { body: '{"events": []}' })).toBe(false);
    expect(signed(header, { timestamp: '1793525401' })).toBe(false);
    expect(signed(header, { secrets: [`${SECRET} `] })).toBe(false);
    // The full stop stands where it stands: no other cut of the same bytes.
    expect(signed(header, { timestamp: `${TIMESTAMP}.{`, body: '"events":[]}' })).toBe(false);
  });

  it('may stand among others, in either case, and by any secret that is good', () => {
    const hex = VECTORS[0][1];
    expect(signed(`v2=x,v1=${'0'.repeat(64)} , v1=${hex.toUpperCase()}`)).toBe(true);
    expect(signed(`v1=${hex}`, { secrets: [newSecret(), SECRET] })).toBe(true);
  });

  it('is none in any other form', () => {
    const hex = VECTORS[0][1];
    for (const header of [
      '',
      hex,
      `v1:${hex}`,
      `v0=${hex}`,
      `v1=${hex.slice(1)}`,
      `v1=${hex}0`,
      `v1=${hex};x`,
    ])
      expect(signed(header)).toBe(false);
    expect(signed([...Array.from({ length: 10 }, () => 'v1=x'), `v1=${hex}`].join(','))).toBe(false);
  });

  it('is by a secret that nobody guesses', () => {
    const secrets = new Set(Array.from({ length: 100 }, newSecret));
    expect(secrets.size).toBe(100);
    for (const secret of secrets) expect(Buffer.from(secret.slice(8), 'base64url')).toHaveLength(32);
  });
});
