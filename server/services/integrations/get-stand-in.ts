import { z } from 'zod';
import { defineOperation } from '@/server/services/operation';

/**
 * What the form of a connector takes to connect the stand-in that the demo runs beside Parapet; null everywhere else. It is for the
 * page of the form, and no part of the API.
 */
export const getStandIn = defineOperation({
  name: 'get-stand-in',
  http: 'internal',
  permission: 'integrations:write',
  input: z.object({ connector: z.string() }),
  /** By the id of the field. */
  output: z.object({ fields: z.record(z.string(), z.string()).nullable() }),
  audit: { none: 'The keys of a stand-in open nothing of anybody.' },
  effect: 'read',
  run: ({ runtime }, { connector }) => {
    const { standIn } = runtime.environment;
    return Promise.resolve({ fields: standIn?.connector === connector ? standIn.fields : null });
  },
});
