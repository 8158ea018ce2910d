import { generateAuthenticationOptions } from '@simplewebauthn/server';
import { isoBase64URL } from '@simplewebauthn/server/helpers';
import { z } from 'zod';
import { passkeyProofSchema } from '@/domain/passkey-answers';
import { Refusal } from '@/domain/refusal';
import { userAgentSchema } from '@/domain/sign-in';
import { passkeyOptionsSchema } from '@/domain/views/your-sign-in';
import { findCredentials } from '@/server/data/members/members';
import { deletePendingSignIn } from '@/server/data/members/pending-sign-ins';
import { describeTry } from '@/server/data/members/refused-sign-ins';
import { markSucceeded } from '@/server/data/members/sign-in-attempts';
import { countedAddress } from '@/server/platform/counted-address';
import { metrics } from '@/server/platform/metrics';
import { TokenBuckets } from '@/server/platform/token-bucket';
import { defineOperation } from '@/server/services/operation';
import { beginSession, refuseDisabled } from './begin-session';
import { checkPasskey, newChallenge, noteCopy, passkeyRefusal, relyingPartyOrRefuse } from './check-passkey';
import { beginAnew, openPending } from './pending-token';
import { countAttempt } from './throttle-attempts';

/** An office behind one network address signs in at nine; who asks without end is slowed down. */
const asked = new TokenBuckets(60, 1_000);

/** What a passkey is to sign so that its owner is let in. Whose it is, the browser says only with the answer. */
export const beginPasskeySignIn = defineOperation({
  name: 'begin-passkey-sign-in',
  http: { method: 'POST', path: '/api/v1/passkeys/sign-in' },
  permission: { public: 'Nobody is signed in before it, and nothing is told of anybody.' },
  input: z.object({}),
  output: passkeyOptionsSchema,
  audit: { none: 'Nothing happens before it is answered.' },
  effect: 'write',
  async run({ actor, runtime, now, tx }) {
    const party = relyingPartyOrRefuse(runtime);
    asked.take(actor.kind === 'anonymous' ? countedAddress(actor.address) : 'members', now);
    const challenge = await newChallenge(tx, 'sign-in', null, now);
    const options = await generateAuthenticationOptions({
      rpID: party.id,
      challenge: isoBase64URL.toBuffer(challenge),
      userVerification: 'required',
    });
    return { options: { ...options } };
  },
});

/**
 * Signs somebody in by a passkey alone, which they have unlocked with a finger, a face or a PIN; or as the second step
 * after their password.
 */
export const signInWithPasskey = defineOperation({
  name: 'sign-in-with-passkey',
  http: 'internal',
  permission: { public: 'Nobody is signed in before it.' },
  input: z.object({ passkey: passkeyProofSchema, pending: z.string().max(200), userAgent: userAgentSchema }),
  output: z.object({ sessionId: z.uuid() }),
  audit: { none: 'The account is known only after it; the entry is written by hand, in that account.' },
  effect: 'external',
  async run({ actor, runtime, now, transaction }, { passkey: answer, pending: token, userAgent }) {
    const party = relyingPartyOrRefuse(runtime);
    const address = actor.kind === 'anonymous' ? actor.address : null;
    const place = { runtime, address, userAgent, now };
    const attempt = await countAttempt(transaction, {
      ...{ subject: 'passkey', address, now, countBy: 'address' },
      way: 'passkey',
    });
    const pending =
      token === '' ? null : await transaction((tx) => openPending(tx, token, now).catch(() => null));
    if (token !== '' && pending === null) throw beginAnew();
    const checked = await transaction(async (tx) => {
      const result = await checkPasskey(tx, party, answer, { purpose: 'sign-in', sessionId: null, now });
      if (result.passkey === null) return { ...result, member: null };
      const member = await findCredentials(tx, result.passkey.memberId);
      if (member !== null) await describeTry(tx, attempt, { memberId: member.id });
      if (member !== null && !result.ok) await noteCopy(tx, result.passkey, place);
      return { ...result, member };
    });
    if (!checked.ok || checked.member === null) {
      metrics().signIns.inc({ outcome: 'wrong' });
      runtime.log.warn({ address, member: checked.member?.id ?? null }, 'sign-in with a passkey failed');
      throw passkeyRefusal(checked.ok ? 'wrong' : checked.reason);
    }
    const { member } = checked;
    refuseDisabled(member);
    const owner = answer.response.userHandle;
    if (owner !== undefined && isoBase64URL.toUTF8String(owner) !== member.id) throw passkeyRefusal('wrong');
    if (
      pending !== null &&
      (pending.memberId !== member.id || pending.sessionVersion !== member.sessionVersion)
    )
      throw Refusal.invalid('passkey', 'This passkey is of somebody else. Use one of yours, or a code.');
    const sessionId = await transaction(async (tx) => {
      if (pending !== null && !(await deletePendingSignIn(tx, pending.id))) throw beginAnew();
      await markSucceeded(tx, attempt);
      return beginSession(tx, member, pending === null ? 'passkey' : 'password and passkey', place);
    });
    metrics().signIns.inc({ outcome: 'right' });
    runtime.log.info({ address, member: member.id }, 'signed in');
    return { sessionId };
  },
});
