import { z } from 'zod';

/** The identity provider of an account, without its secret. */
export const singleSignOnSchema = z.object({
  provider: z
    .object({
      issuer: z.string(),
      clientId: z.string(),
      domains: z.array(z.string()),
      groupsClaim: z.string(),
      mappings: z.array(z.object({ group: z.string(), role: z.string() })),
      changedAt: z.string(),
      changedBy: z.string(),
      /** How many sessions it began that stand: they end with it. */
      openSessions: z.number().int(),
    })
    .nullable(),
  /** The address that the provider is to send people back to. */
  redirectUri: z.string(),
  /** The roles that the reader may map groups to. */
  roles: z.array(z.object({ id: z.string(), label: z.string() })),
});
export type SingleSignOn = z.infer<typeof singleSignOnSchema>;
