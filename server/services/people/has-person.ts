import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import { defineOperation } from '@/server/services/operation';
import { findPerson } from './grounds';

/** Whether there is a person, before their page begins to be sent: what has begun can say no more that it is not found. */
export const hasPerson = defineOperation({
  name: 'has-person',
  http: 'internal',
  permission: 'people:read',
  input: z.object({ id: personIdSchema }),
  output: z.object({}),
  audit: { none: 'It tells nothing of the person.' },
  effect: 'read',
  run: async ({ accountId, tx }, { id }) => {
    await findPerson(accountId, tx, id);
    return {};
  },
});
