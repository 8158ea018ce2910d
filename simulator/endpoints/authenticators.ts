import type { DirectoryUser } from '../organisation/directory';
import { Random, hashText, mix } from '../random';

const TOKEN_STREAM = 601;

/** Hardware tokens and security keys of a user, as the user's record has them; they follow from the usual factor. */
export function authenticatorsOf(
  user: DirectoryUser,
  seed: number,
): { readonly tokens: object[]; readonly webauthncredentials: object[] } {
  const factor = user.person?.factor ?? '';
  const random = new Random(mix(seed, TOKEN_STREAM), hashText(user.id));
  const token = { serial: String(random.between(1_000_000, 9_999_999)), token_id: random.key('DH') };
  const yubikey = factor === 'yubikey_code';
  return {
    tokens:
      factor === 'hardware_token' || yubikey
        ? [{ ...token, totp_step: null, type: yubikey ? 'yk' : 'h6' }]
        : [],
    webauthncredentials: factor.startsWith('WebAuthn')
      ? [
          {
            credential_name: factor.replace('WebAuthn ', ''),
            date_added: Math.floor(user.created / 1000) + 86_400,
            label: factor === 'WebAuthn Security Key' ? 'Security Key' : 'Touch ID',
            webauthnkey: random.key('WA'),
          },
        ]
      : [],
  };
}
