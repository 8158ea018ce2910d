import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { recoveryCodesSchema, secondFactorSchema, totpSetupSchema } from '@/domain/views/your-sign-in';
import { secondFactorFrom } from '@/server/data/members/account-sign-in';
import { listPasskeys } from '@/server/data/members/passkeys';
import {
  confirmTotpSecret,
  deleteTotpSecrets,
  findSecondFactors,
  noteTotpStep,
  openTotpSecret,
  putTotpSecret,
} from '@/server/data/members/second-factors';
import { noteProof } from '@/server/data/members/sessions';
import { newTotpSecret, qrPath, totpStep, totpUri } from '@/server/platform/one-time-code';
import { relyingParty } from '@/server/platform/relying-party';
import { defineOperation } from '@/server/services/operation';
import {
  addsFactor,
  beginsFactor,
  memberSignedIn,
  refuseLeavingNone,
  removesFactor,
  renewRecoveryCodes,
  signedIn,
} from './own-factors';

/** A secret that nobody confirmed for this long is not confirmed any more: the page with it may have been left open. */
const CONFIRM_WITHIN_MS = 30 * 60_000;

const own = { anyMember: 'It concerns nobody but the caller.' } as const;

/** What the member has beside the password. */
export const getSecondFactor = defineOperation({
  name: 'get-second-factor',
  http: { method: 'GET', path: '/api/v1/second-factor' },
  permission: own,
  beforeSecondFactor: 'allowed',
  byToken: 'refused',
  input: z.object({}),
  output: secondFactorSchema,
  audit: { none: 'Members see what they have; no secret is in it.' },
  effect: 'read',
  async run({ actor, accountId, tx, runtime }) {
    const { memberId } = signedIn(actor);
    const { totp, recoveryCodesLeft } = await findSecondFactors(tx, memberId);
    const passkeys = await listPasskeys(tx, memberId);
    const from = await secondFactorFrom(accountId, tx);
    return {
      totp:
        totp === null
          ? null
          : {
              since: totp.confirmedAt.toISOString(),
              lastUsedAt: totp.lastUsedAt?.toISOString() ?? null,
            },
      passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt, backedUp, blockedAt }) => ({
        ...{ id, name, backedUp, blocked: blockedAt !== null },
        addedAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
      })),
      passkeysPossible: relyingParty(runtime.environment.origin) !== null,
      recoveryCodesLeft,
      neededFrom: from?.toISOString() ?? null,
    };
  },
});

/**
 * Makes a secret for an authenticator app. It counts once a code of it was given; one that is in use stays in use until
 * then. Shown in this answer only.
 */
export const beginTotp = defineOperation({
  ...beginsFactor,
  name: 'begin-totp',
  http: { method: 'POST', path: '/api/v1/second-factor/totp' },
  stepUp: 'Whoever adds a second factor can lock its owner out.',
  output: totpSetupSchema,
  async run({ actor, runtime, tx, now }) {
    const { memberId } = signedIn(actor);
    const { email } = await memberSignedIn(tx, actor);
    const secret = newTotpSecret();
    await putTotpSecret(tx, runtime.vault, { memberId, id: randomUUID(), secret, at: now });
    return { secret: secret.replace(/(.{4})(?=.)/g, '$1 '), qr: qrPath(totpUri(secret, email)) };
  },
});

/** Takes an authenticator app into use by a code of it, and gives ten recovery codes, shown in this answer only. */
export const confirmTotp = defineOperation({
  ...addsFactor,
  name: 'confirm-totp',
  http: { method: 'POST', path: '/api/v1/second-factor/totp/confirm' },
  stepUp: 'Whoever adds a second factor can lock its owner out.',
  input: z.object({ code: z.string({ error: 'code: type the code that the app shows.' }).trim().max(20) }),
  async run({ actor, runtime, tx, now, audit, announce }, { code }) {
    const { memberId, sessionId } = signedIn(actor);
    const totp = await openTotpSecret(tx, runtime.vault, memberId, 'waiting');
    if (totp === null || now - totp.createdAt.getTime() > CONFIRM_WITHIN_MS)
      throw Refusal.conflict(
        'code',
        'code: this was begun too long ago. Begin again and scan the new picture.',
      );
    const step = await totpStep(totp.secret, code.replace(/\s/g, ''), { afterStep: 0, now });
    if (step === null)
      throw Refusal.invalid(
        'code',
        'code: this is not the code of this picture. Check that the clock of your telephone is right.',
      );
    await noteTotpStep(tx, memberId, { id: totp.id, step, at: now });
    await confirmTotpSecret(tx, memberId, totp.id, now);
    await noteProof(tx, sessionId, 'everything', now);
    audit({ entityId: memberId, after: { secondFactor: 'authenticator app' } });
    announce('members');
    return { recoveryCodes: await renewRecoveryCodes(tx, memberId) };
  },
});

/** Makes ten recovery codes; those from before are worth nothing from now on. Shown in this answer only. */
export const makeRecoveryCodes = defineOperation({
  name: 'make-recovery-codes',
  http: { method: 'POST', path: '/api/v1/second-factor/recovery-codes' },
  permission: own,
  stepUp: 'Each code stands for the second factor.',
  stepUpBy: 'everything',
  input: z.object({}),
  output: recoveryCodesSchema,
  audit: { entity: 'member' },
  effect: 'write',
  async run({ actor, tx, audit }) {
    const { memberId } = signedIn(actor);
    const { totp, passkeys } = await findSecondFactors(tx, memberId);
    if (totp === null && passkeys === 0)
      throw Refusal.conflict('id', 'Add a second factor first: recovery codes stand in for it.');
    audit({ entityId: memberId });
    return { recoveryCodes: await renewRecoveryCodes(tx, memberId) };
  },
});

/** Takes the authenticator app of the member away, and with the last second factor the recovery codes. */
export const removeTotp = defineOperation({
  ...removesFactor,
  name: 'remove-totp',
  http: { method: 'POST', path: '/api/v1/second-factor/totp/remove' },
  input: z.object({}),
  async run({ actor, accountId, tx, audit, announce }) {
    const { memberId } = signedIn(actor);
    if (!(await deleteTotpSecrets(tx, memberId))) throw Refusal.notFound('authenticator app');
    await refuseLeavingNone(accountId, tx, memberId);
    audit({
      entityId: memberId,
      before: { secondFactor: 'authenticator app' },
      after: { secondFactor: null },
    });
    announce('members');
    return {};
  },
});
