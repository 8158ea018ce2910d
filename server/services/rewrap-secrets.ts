import { z } from 'zod';
import { rewrapDataKeys } from '@/server/data/wrapped-keys';
import { defineOperation } from './operation';

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
  }),
  audit: { entity: 'vault' },
  effect: 'write',
  run: async ({ accountId, tx, runtime, audit }, { after }) => {
    const {
      rewrapped,
      unopened,
      after: next,
    } = await rewrapDataKeys(accountId, tx, runtime.vault, BATCH, after);
    if (rewrapped > 0)
      audit({ entityId: null, after: { secrets: rewrapped, wrappingKey: runtime.vault.currentKeyId } });
    return { rewrapped, unopened: [...unopened], after: next };
  },
});
