import { z } from 'zod';

export const listedSessionSchema = z.object({
  id: z.string(),
  /** Browser and system, as in “Firefox on Windows”. */
  device: z.string(),
  /** Network address that it began from; null where that is not known. */
  address: z.string().nullable(),
  account: z.string(),
  beganAt: z.string(),
  lastSeenAt: z.string(),
  endsAt: z.string(),
  /** Whether it is the session that asks. */
  isThis: z.boolean(),
});
export type ListedSession = z.infer<typeof listedSessionSchema>;

export const sessionListSchema = z.object({ sessions: z.array(listedSessionSchema) });
export type SessionList = z.infer<typeof sessionListSchema>;

export const passkeyViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  addedAt: z.string(),
  lastUsedAt: z.string().nullable(),
  /** Whether its maker keeps a copy, so that it outlives the device. */
  backedUp: z.boolean(),
  /** Its counter went back, as that of a copy does: it lets nobody in any more. */
  blocked: z.boolean(),
});
export type PasskeyView = z.infer<typeof passkeyViewSchema>;

/** What a browser needs to make or use a passkey: the JSON of WebAuthn level 3, which the page hands on as it is. */
export const passkeyOptionsSchema = z.object({ options: z.record(z.string(), z.unknown()) });

export const secondFactorSchema = z.object({
  /** The authenticator app that is in use. */
  totp: z.object({ since: z.string(), lastUsedAt: z.string().nullable() }).nullable(),
  passkeys: z.array(passkeyViewSchema),
  /** Whether browsers make passkeys for the address that Parapet is at. */
  passkeysPossible: z.boolean(),
  recoveryCodesLeft: z.number().int(),
  /** From when on the account asks a second factor of everybody; null where it does not. */
  neededFrom: z.string().nullable(),
});
export type SecondFactor = z.infer<typeof secondFactorSchema>;

/** A secret for an authenticator app, shown this once: to be typed, and as a picture to be scanned. */
export const totpSetupSchema = z.object({
  secret: z.string(),
  qr: z.object({ size: z.number().int(), path: z.string() }),
});
export type TotpSetup = z.infer<typeof totpSetupSchema>;

/** Codes that let somebody in once each, shown this once. */
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;
