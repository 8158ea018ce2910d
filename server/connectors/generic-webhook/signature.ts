import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Headers of a delivery, as senders write them. */
export const HEADER = {
  signature: 'Parapet-Signature',
  timestamp: 'Parapet-Timestamp',
  delivery: 'Parapet-Delivery',
} as const;

/** How far the sender's clock may be off, either way. */
export const MOST_SKEW_SECONDS = 300;

/** More signatures than a rotation of secrets needs are not looked at. */
const MOST_SIGNATURES = 10;

/** A new secret: 32 random bytes in text that survives copying, known by its beginning when it is found where it should not be. */
export function newSecret(): string {
  return `parapet_${randomBytes(32).toString('base64url')}`;
}

/** HMAC-SHA256 over `<timestamp>.<body>` with the text of the secret as key, in hex. */
export function signatureOf(secret: string, timestamp: string, body: Buffer): string {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
}

/** A name for what a signature is over, whichever of several secrets it is by. */
export function nameOfSigned(timestamp: string, body: Buffer): string {
  return createHash('sha256').update(`${timestamp}.`).update(body).digest('hex');
}

/** Whether one of the signatures (`v1=<hex>`, comma between several) is by one of the secrets. */
export function isSignedBy(
  secrets: readonly string[],
  header: string,
  { timestamp, body }: { readonly timestamp: string; readonly body: Buffer },
): boolean {
  const given = header
    .split(',')
    .slice(0, MOST_SIGNATURES)
    .flatMap((part) => {
      const hex = /^v1=([0-9a-f]{64})$/i.exec(part.trim())?.[1];
      return hex === undefined ? [] : [Buffer.from(hex, 'hex')];
    });
  // Every pair is compared whatever the ones before said, so that time tells nothing.
  let found = false;
  for (const secret of secrets) {
    const expected = Buffer.from(signatureOf(secret, timestamp, body), 'hex');
    for (const signature of given) found = timingSafeEqual(signature, expected) || found;
  }
  return found;
}
