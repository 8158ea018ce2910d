import { z } from 'zod';

const part = (most: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/, 'passkey: send the answer of the browser as it is.')
    .max(most);

/** What a browser answers of a passkey that signs a challenge (WebAuthn level 3, JSON form). */
export const passkeyProofSchema = z.object({
  id: part(1400),
  rawId: part(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: part(8000),
    authenticatorData: part(8000),
    signature: part(8000),
    userHandle: part(200).optional(),
  }),
});
export type PasskeyProof = z.infer<typeof passkeyProofSchema>;

/** What a browser answers of a passkey that was just made. */
export const newPasskeySchema = z.object({
  id: part(1400),
  rawId: part(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: part(8000),
    attestationObject: part(60_000),
    transports: z.array(z.string().max(20)).max(10).default([]),
  }),
});
