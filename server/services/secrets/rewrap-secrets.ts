import { z } from 'zod';
import { rewrapProvider } from '@/server/data/members/wrapped-sign-in';
import { rewrapDataKeys } from '@/server/data/wrapped-keys';
import { defineOperation } from '@/server/services/operation';

/** Secrets of one transaction: rows are held so briefly that nobody who opens credentials notices. */
const BATCH = 200;

const placeSchema = z.object({ integrationId: z.string(), field: z.string() });

/** One step of a rotation of the vault, in one account: data keys are sealed by the present wrapping key. */
export const rewrapSecrets = defineOperation({
  name: 'rewrap-secrets',
  http: 'internal',
  permission: 'integrations:write',
  input: z.object({ after: placeSchema.nullable() }),
  output: z.object({
    rewrapped: z.number(),
    unopened: z.array(placeSchema),
    after: placeSchema.nullable(),
    unopenedSignIn: z.array(z.object({ of: z.literal('single sign-on'), id: z.string() })),
  }),
  audit: { entity: 'vault' },
  effect: 'write',
  run: async ({ accountId, tx, runtime, audit }, { after }) => {
    const keys = await rewrapDataKeys(accountId, tx, runtime.vault, BATCH, after);
    // With the last of them, once.
    const provider = keys.after === null ? await rewrapProvider(accountId, tx, runtime.vault) : null;
    const rewrapped = keys.rewrapped + (provider?.rewrapped ?? 0);
    if (rewrapped > 0)
      audit({ entityId: null, after: { secrets: rewrapped, wrappingKey: runtime.vault.currentKeyId } });
    return {
      ...{ rewrapped, unopened: [...keys.unopened], after: keys.after },
      unopenedSignIn: provider?.unopened.map(({ id }) => ({ of: 'single sign-on' as const, id })) ?? [],
    };
  },
});
