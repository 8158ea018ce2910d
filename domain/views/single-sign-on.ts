import { z } from 'zod';
import { domainProofSchema } from '@/domain/domain-proof';
import { plain } from '@/domain/names/name-marks';

export const signInDomainSchema = z.object({
  domain: z.string(),
  /** The TXT record that proves it. */
  record: z.string(),
  /** Since when it counts for sign-in, and what proved it; null while it does not. */
  proven: z.object({ at: z.string(), by: domainProofSchema }).nullable(),
});
export type SignInDomainView = z.infer<typeof signInDomainSchema>;

/** The identity provider of an account, without its secret. */
export const singleSignOnSchema = z.object({
  provider: z
    .object({
      issuer: z.string(),
      clientId: z.string(),
      domains: z.array(signInDomainSchema),
      groupsClaim: z.string(),
      mappings: z.array(z.object({ group: z.string(), role: z.string(), label: z.string() })),
      changedAt: z.string(),
      changedBy: z.string(),
      /** How many sessions it began that stand: they end with it. */
      openSessions: z.number().int(),
    })
    .nullable(),
  /** The address that the provider is to send people back to. */
  redirectUri: z.string(),
  /** Whether the reader may change any of it. */
  mayChange: z.boolean(),
  /** The roles that the reader may map groups to; none for who only reads. */
  roles: z.array(z.object({ id: z.string(), label: z.string() })),
});
plain(singleSignOnSchema);
export type SingleSignOn = z.infer<typeof singleSignOnSchema>;

/** What a look at the record of a domain came to. */
export const checkedDomainSchema = z.object({
  /** Whether the domain counts for sign-in after it. */
  proven: z.boolean(),
  /** What was found, as a sentence. */
  found: z.string(),
});
plain(checkedDomainSchema);
export type CheckedDomain = z.infer<typeof checkedDomainSchema>;
