import { randomUUID } from 'node:crypto';
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import { isoBase64URL, isoUint8Array } from '@simplewebauthn/server/helpers';
import { z } from 'zod';
import { newPasskeySchema } from '@/domain/passkey-answers';
import { Refusal } from '@/domain/refusal';
import { nameSchema } from '@/domain/sign-in';
import { passkeyOptionsSchema } from '@/domain/views/your-sign-in';
import {
  deletePasskeys,
  insertPasskey,
  listPasskeys,
  renamePasskey,
  takeChallenge,
} from '@/server/data/members/passkeys';
import { findSecondFactors } from '@/server/data/members/second-factors';
import { noteProof } from '@/server/data/members/sessions';
import { defineOperation } from '@/server/services/operation';
import { newChallenge, relyingPartyOrRefuse } from './check-passkey';
import {
  addsFactor,
  beginsFactor,
  memberSignedIn,
  refuseLeavingNone,
  removesFactor,
  renewRecoveryCodes,
  signedIn,
} from './own-factors';

/** As many as a list can be looked through. */
const MOST = 20;

const id = z.uuid('id: use the id of one of your passkeys.');

/** What the browser is to make a passkey of, for this session alone. */
export const beginPasskey = defineOperation({
  ...beginsFactor,
  name: 'begin-passkey',
  http: { method: 'POST', path: '/api/v1/passkeys/begin' },
  stepUp: 'Whoever adds a passkey can sign in with it from then on.',
  output: passkeyOptionsSchema,
  async run({ actor, runtime, tx, now }) {
    const { memberId, sessionId } = signedIn(actor);
    const party = relyingPartyOrRefuse(runtime);
    const member = await memberSignedIn(tx, actor);
    const there = await listPasskeys(tx, memberId);
    if (there.length >= MOST)
      throw Refusal.conflict('passkey', `You have ${MOST} passkeys already. Remove one first.`);
    const challenge = await newChallenge(tx, 'register', sessionId, now);
    const options = await generateRegistrationOptions({
      rpName: 'Parapet',
      rpID: party.id,
      userName: member.email,
      userDisplayName: member.name,
      userID: isoUint8Array.fromUTF8String(memberId),
      challenge: isoBase64URL.toBuffer(challenge),
      attestationType: 'none',
      excludeCredentials: there.map(({ credentialId, transports }) => ({
        id: credentialId,
        transports: [...transports],
      })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    return { options: { ...options } };
  },
});

/** Keeps a passkey that the browser has just made. With the first second factor come ten recovery codes. */
export const addPasskey = defineOperation({
  ...addsFactor,
  name: 'add-passkey',
  http: { method: 'POST', path: '/api/v1/passkeys' },
  stepUp: 'Whoever adds a passkey can sign in with it from then on.',
  input: z.object({ name: nameSchema('a name for the passkey'), passkey: newPasskeySchema }),
  async run({ actor, runtime, tx, now, audit, announce }, { name, passkey }) {
    const { memberId, sessionId } = signedIn(actor);
    const party = relyingPartyOrRefuse(runtime);
    const { transports, ...response } = passkey.response;
    const before = await findSecondFactors(tx, memberId);
    const verified = await verifyRegistrationResponse({
      response: { ...passkey, response, clientExtensionResults: {} },
      expectedChallenge: (challenge) => takeChallenge(tx, { challenge, purpose: 'register', sessionId }, now),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
    }).catch(() => null);
    if (verified?.verified !== true)
      throw Refusal.invalid('passkey', 'passkey: this passkey was not accepted. Begin again.');
    const { credential, credentialBackedUp } = verified.registrationInfo;
    const kept = await insertPasskey(tx, {
      ...{ memberId, id: randomUUID(), name, transports, backedUp: credentialBackedUp },
      ...{ credentialId: credential.id, publicKey: Uint8Array.from(credential.publicKey) },
      ...{ counter: credential.counter, createdAt: new Date(now) },
    });
    if (!kept) throw Refusal.conflict('passkey', 'passkey: it is in use already. Make another one.');
    await noteProof(tx, sessionId, 'everything', now);
    audit({ entityId: memberId, after: { passkey: name } });
    announce('members');
    const first = before.totp === null && before.passkeys === 0;
    return { recoveryCodes: first ? await renewRecoveryCodes(tx, memberId) : [] };
  },
});

/** Gives a passkey another name. */
export const namePasskey = defineOperation({
  name: 'name-passkey',
  http: { method: 'POST', path: '/api/v1/passkeys/:id' },
  permission: { anyMember: 'It concerns nobody but the caller.' },
  byToken: 'refused',
  input: z.object({ id, name: nameSchema('a name for the passkey') }),
  output: z.object({}),
  audit: { entity: 'member' },
  effect: 'write',
  async run({ actor, tx, audit }, { id, name }) {
    const { memberId } = signedIn(actor);
    const before = (await listPasskeys(tx, memberId)).find((one) => one.id === id);
    if (before === undefined || !(await renamePasskey(tx, memberId, id, name)))
      throw Refusal.notFound('passkey');
    audit({ entityId: memberId, before: { passkey: before.name }, after: { passkey: name } });
    return {};
  },
});

/** Takes a passkey away: it lets nobody in from now on. */
export const removePasskey = defineOperation({
  ...removesFactor,
  name: 'remove-passkey',
  http: { method: 'POST', path: '/api/v1/passkeys/:id/remove' },
  input: z.object({ id }),
  async run({ actor, accountId, tx, audit, announce }, { id }) {
    const { memberId } = signedIn(actor);
    const passkey = (await listPasskeys(tx, memberId)).find((one) => one.id === id);
    if (passkey === undefined || (await deletePasskeys(tx, memberId, id)) === 0)
      throw Refusal.notFound('passkey');
    await refuseLeavingNone(accountId, tx, memberId);
    audit({ entityId: memberId, before: { passkey: passkey.name } });
    announce('members');
    return {};
  },
});
