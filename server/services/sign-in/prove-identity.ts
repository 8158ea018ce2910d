import { generateAuthenticationOptions } from '@simplewebauthn/server';
import { isoBase64URL } from '@simplewebauthn/server/helpers';
import { z } from 'zod';
import { passkeyProofSchema } from '@/domain/passkey-answers';
import { Refusal } from '@/domain/refusal';
import type { Proof } from '@/domain/session-lifetime';
import { passkeyOptionsSchema } from '@/domain/views/your-sign-in';
import { findCredentials } from '@/server/data/members/members';
import { listPasskeys } from '@/server/data/members/passkeys';
import { noteProof } from '@/server/data/members/sessions';
import { markSucceeded } from '@/server/data/members/sign-in-attempts';
import { verifyPassword } from '@/server/platform/password';
import { defineOperation } from '@/server/services/operation';
import { checkCode } from './check-code';
import { checkPasskey, newChallenge, noteCopy, passkeyRefusal, relyingPartyOrRefuse } from './check-passkey';
import { codeSubject } from './finish-sign-in';
import { signedIn } from './own-factors';
import { countAttempt } from './throttle-attempts';

const passwordInput = z
  .string({ error: 'Write your password.' })
  .min(1, 'Write your password.')
  .max(1024, 'This password is longer than passwords can be. Check it.');
const codeInput = z
  .string({ error: 'Type the code of your authenticator app.' })
  .trim()
  .min(1, 'Type the code of your authenticator app.')
  .max(60, 'This is longer than codes are. Check it.');

/** What a passkey of the member is to sign to prove who they are, in this session. */
export const beginPasskeyProof = defineOperation({
  name: 'begin-passkey-proof',
  http: { method: 'POST', path: '/api/v1/session/proof/passkey' },
  permission: { anyMember: 'It concerns nobody but the caller.' },
  beforeSecondFactor: 'allowed',
  byToken: 'refused',
  input: z.object({}),
  output: passkeyOptionsSchema,
  audit: { none: 'Nothing happens before it is answered.' },
  effect: 'write',
  async run({ actor, runtime, tx, now }) {
    const { memberId, sessionId } = signedIn(actor);
    const party = relyingPartyOrRefuse(runtime);
    const challenge = await newChallenge(tx, 'proof', sessionId, now);
    const options = await generateAuthenticationOptions({
      rpID: party.id,
      challenge: isoBase64URL.toBuffer(challenge),
      userVerification: 'required',
      allowCredentials: (await listPasskeys(tx, memberId)).map(({ credentialId, transports }) => ({
        id: credentialId,
        transports: [...transports],
      })),
    });
    return { options: { ...options } };
  },
});

/**
 * Proves once more who is signed in, as dangerous acts ask for: by password, code or passkey. What changes second factors
 * asks for all that the member signs in with: a passkey, or password and code at once. Guessing counts as guessing at sign-in
 * does.
 */
export const proveIdentity = defineOperation({
  name: 'prove-identity',
  http: { method: 'POST', path: '/api/v1/session/proof' },
  permission: { anyMember: 'It concerns nobody but the caller.' },
  beforeSecondFactor: 'allowed',
  byToken: 'refused',
  input: z
    .object({
      password: passwordInput.optional(),
      code: codeInput.optional(),
      passkey: passkeyProofSchema.optional(),
    })
    .refine(
      ({ password, code, passkey }) =>
        passkey === undefined
          ? password !== undefined || code !== undefined
          : password === undefined && code === undefined,
      'Write your password, the code of your authenticator app, or both; a passkey stands alone.',
    ),
  output: z.object({}),
  audit: { entity: 'session' },
  effect: 'external',
  async run({ actor, runtime, now, audit, transaction }, { password, code, passkey }) {
    const { memberId, sessionId, address } = signedIn(actor);
    const member = await transaction((tx) => findCredentials(tx, memberId));
    if (member === null) throw new Refusal('unauthenticated', 'Your session has ended. Sign in again.');
    if (password !== undefined) {
      const tried = { subject: member.email, way: 'password, to prove who it is' };
      const attempt = await countAttempt(transaction, { ...tried, address, now, memberId });
      if (!(await verifyPassword(member.passwordHash, password, address))) {
        runtime.log.warn({ address, member: memberId }, 'proof refused: wrong password');
        throw Refusal.invalid('password', 'This is not your password. Check it.');
      }
      await transaction((tx) => markSucceeded(tx, attempt));
    }
    // As at sign-in: codes are tried at by who knows the password, where that comes with them.
    const second = passkey ?? code;
    const attempt =
      second === undefined
        ? null
        : await countAttempt(transaction, {
            ...{ subject: codeSubject(memberId), address, now, countBy: 'subject', memberId },
            way: `${passkey === undefined ? 'code' : 'passkey'}, to prove who it is`,
          });
    if (passkey !== undefined) {
      const party = relyingPartyOrRefuse(runtime);
      const wanted = { purpose: 'proof', sessionId, now } as const;
      const checked = await transaction(async (tx) => {
        const result = await checkPasskey(tx, party, passkey, wanted);
        if (result.passkey !== null && !result.ok)
          await noteCopy(tx, result.passkey, { runtime, address, now });
        return result;
      });
      if (!checked.ok) throw passkeyRefusal(checked.reason);
      if (checked.passkey.memberId !== memberId) throw passkeyRefusal('wrong');
    }
    await transaction(async (tx) => {
      const kind = code === undefined ? null : await checkCode(tx, runtime.vault, { memberId, code, now });
      if (attempt !== null) await markSucceeded(tx, attempt);
      await noteProof(tx, sessionId, proofBy({ password, code, passkey }), now);
      const by = [password === undefined ? null : 'password', kind, passkey === undefined ? null : 'passkey'];
      audit({ entityId: null, after: { by: by.filter((one) => one !== null).join(' and ') } });
    });
    return {};
  },
});

/** What it comes to: a passkey is unlocked by its owner, and so two things at once. */
function proofBy({ password, code, passkey }: Readonly<Record<string, unknown>>): Proof {
  if (passkey !== undefined || (password !== undefined && code !== undefined)) return 'everything';
  return code === undefined ? 'password' : 'code';
}
