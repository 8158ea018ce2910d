import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { generateChallenge, isoBase64URL } from '@simplewebauthn/server/helpers';
import type { PasskeyProof } from '@/domain/passkey-answers';
import { Refusal } from '@/domain/refusal';
import { appendAuditEntry, holdAuditLogs } from '@/server/data/audit/audit-log';
import { enterAccount, type Transaction } from '@/server/data/database';
import { accountsOfMember } from '@/server/data/members/members';
import {
  type ChallengePurpose,
  holdPasskey,
  insertChallenge,
  notePasskeyUse,
  type PasskeyRow,
  takeChallenge,
} from '@/server/data/members/passkeys';
import { relyingParty, type RelyingParty } from '@/server/platform/relying-party';
import type { Runtime } from '@/server/services/runtime';

/** Long enough to find the key. */
const CHALLENGE_MS = 5 * 60_000;

/** @throws Refusal conflict where Parapet's address is a number, for which browsers make no passkeys */
export function relyingPartyOrRefuse(runtime: Pick<Runtime, 'environment'>): RelyingParty {
  const party = relyingParty(runtime.environment.origin);
  if (party !== null) return party;
  throw Refusal.conflict(
    'passkey',
    'Passkeys need Parapet at a name, as in https://parapet.example.com or http://localhost:3000: set PARAPET_URL.',
  );
}

/** Makes what a passkey is to sign, once, for one purpose and, where there is one, in one session. */
export async function newChallenge(
  tx: Transaction,
  purpose: ChallengePurpose,
  sessionId: string | null,
  now: number,
): Promise<string> {
  const challenge = isoBase64URL.fromBuffer(await generateChallenge());
  await insertChallenge(tx, { challenge, purpose, sessionId, expiresAt: new Date(now + CHALLENGE_MS) }, now);
  return challenge;
}

/** What became of an answer: the passkey it is of, or a copy of one that is blocked from now on. */
export type CheckedPasskey =
  | { readonly ok: true; readonly passkey: PasskeyRow }
  | { readonly ok: false; readonly reason: 'wrong' | 'blocked'; readonly passkey: null }
  | { readonly ok: false; readonly reason: 'copied'; readonly passkey: PasskeyRow };

/**
 * Checks an answer against the challenge that was made for it and uses that up. The member must have been verified by
 * their device. Throws nothing of its own, so that a used challenge stays used.
 */
export async function checkPasskey(
  tx: Transaction,
  party: RelyingParty,
  answer: PasskeyProof,
  wanted: { readonly purpose: ChallengePurpose; readonly sessionId: string | null; readonly now: number },
): Promise<CheckedPasskey> {
  const wrong = { ok: false, reason: 'wrong', passkey: null } as const;
  const challenge = challengeIn(answer.response.clientDataJSON);
  const { now, ...purpose } = wanted;
  if (challenge === null || !(await takeChallenge(tx, { challenge, ...purpose }, now))) return wrong;
  const passkey = await holdPasskey(tx, answer.id);
  if (passkey === null) return wrong;
  const verified = await verifyAuthenticationResponse({
    response: {
      id: answer.id,
      rawId: answer.rawId,
      type: answer.type,
      clientExtensionResults: {},
      response: {
        clientDataJSON: answer.response.clientDataJSON,
        authenticatorData: answer.response.authenticatorData,
        signature: answer.response.signature,
      },
    },
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    // The counter is compared below: the library's word for one that went back is an error like any other.
    credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: 0 },
    requireUserVerification: true,
  }).catch(() => null);
  if (verified?.verified !== true) return wrong;
  // Said to nobody but who has the passkey, or a copy.
  if (passkey.blockedAt !== null) return { ok: false, reason: 'blocked', passkey: null };
  const { newCounter, credentialBackedUp } = verified.authenticationInfo;
  const counts = newCounter > 0 || passkey.counter > 0;
  if (counts && newCounter <= passkey.counter) {
    await notePasskeyUse(tx, passkey, { blockedAt: new Date(now) });
    return { ok: false, reason: 'copied', passkey };
  }
  await notePasskeyUse(tx, passkey, {
    counter: newCounter,
    lastUsedAt: new Date(now),
    backedUp: credentialBackedUp,
  });
  return { ok: true, passkey };
}

/** A passkey that seems to have been copied is for the audit log of every account that it would open. */
export async function noteCopy(
  tx: Transaction,
  { memberId, name }: Pick<PasskeyRow, 'memberId' | 'name'>,
  {
    runtime,
    address,
    now,
  }: {
    readonly runtime: Pick<Runtime, 'auditKey'>;
    readonly address: string | null;
    readonly now: number;
  },
): Promise<void> {
  const accounts = await accountsOfMember(tx, memberId);
  await holdAuditLogs(tx, accounts);
  for (const accountId of accounts) {
    await enterAccount(tx, accountId);
    await appendAuditEntry(accountId, tx, runtime.auditKey, {
      ...{ at: now, actorKind: 'system' as const, actorId: null, actorName: 'sign-in', address },
      ...{ action: 'block-passkey', entity: 'member', entityId: memberId },
      ...{ before: null, after: { passkey: name, reason: 'its counter went back' } },
    });
  }
}

/** What to say of an answer that is not accepted. */
export function passkeyRefusal(reason: keyof typeof PASSKEY_FAULTS): Refusal {
  return Refusal.invalid('passkey', PASSKEY_FAULTS[reason]);
}

const PASSKEY_FAULTS = {
  wrong: 'This passkey was not accepted. Try again, or sign in another way.',
  copied:
    'This passkey may have been copied: its counter went back. It lets nobody in any more. Sign in with your password and another second factor or a recovery code, and remove it; without one an administrator resets your second factor.',
  blocked:
    'This passkey is blocked, as it may have been copied. Sign in with your password and another second factor or a recovery code; without one an administrator resets your second factor.',
} as const;

/** The challenge that a browser says it had signed; whether it is one of ours is another question. */
function challengeIn(clientDataJSON: string): string | null {
  try {
    const said: unknown = JSON.parse(isoBase64URL.toUTF8String(clientDataJSON));
    return typeof said === 'object' &&
      said !== null &&
      'challenge' in said &&
      typeof said.challenge === 'string'
      ? said.challenge
      : null;
  } catch {
    return null;
  }
}
