import { createHash, randomInt } from 'node:crypto';
import { generateSecret, generateURI, verify } from 'otplib';
import { encode } from 'uqr';

/** A code of the step before or after passes too: clocks differ, and people type. */
const TOLERANCE_SECONDS = 30;

/** Letters and digits that cannot be taken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const RECOVERY_CODES = 10;
const RECOVERY_LETTERS = 24;

/** A fresh secret for an authenticator app: 160 bits in base32. */
export function newTotpSecret(): string {
  return generateSecret();
}

/** What an authenticator app scans. */
export function totpUri(secret: string, email: string): string {
  return generateURI({ issuer: 'Parapet', label: email, secret });
}

/**
 * The step of 30 seconds whose code this is, at `now` (epoch ms); null where it is none, or not younger than `afterStep`,
 * the one that was used last.
 */
export async function totpStep(
  secret: string,
  code: string,
  { afterStep, now }: { readonly afterStep: number; readonly now: number },
): Promise<number | null> {
  if (!/^\d{6}$/.test(code)) return null;
  const epoch = Math.floor(now / 1000);
  // The library throws where the step before lies in the future, as after a clock was set back.
  if (afterStep > Math.floor(epoch / 30) + 1) return null;
  const result = await verify({
    secret,
    token: code,
    epoch,
    epochTolerance: TOLERANCE_SECONDS,
    afterTimeStep: afterStep,
  });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}

/** A QR code as the path of an SVG of `size` by `size`, its quiet zone included. */
export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: path.join('') };
}

/** Ten codes that let somebody in once each who has lost the second factor: 118 bits apiece, in groups of four. */
export function newRecoveryCodes(): string[] {
  const one = () =>
    Array.from({ length: RECOVERY_LETTERS }, () => ALPHABET.charAt(randomInt(ALPHABET.length)));
  return Array.from({ length: RECOVERY_CODES }, () =>
    one()
      .join('')
      .replace(/(.{4})(?=.)/g, '$1-'),
  );
}

/** A recovery code as it is kept, however its groups are typed. It is too long to be found by trying, so a plain hash does. */
export function recoveryCodeHash(memberId: string, code: string): string {
  const letters = code.toLowerCase().replace(/[^a-z0-9]/g, '');
  return createHash('sha256').update(`recovery code\0${memberId}\0${letters}`).digest('hex');
}
