import { z } from 'zod';
import { anyMember } from '@/server/data/members/members';
import { defineOperation } from '@/server/services/operation';

/** Whether the first member is still to be made. */
export const getSetupState = defineOperation({
  name: 'get-setup-state',
  http: { method: 'GET', path: '/api/v1/setup' },
  permission: { public: 'The set-up page asks before anybody can sign in; it says yes or no.' },
  input: z.object({}),
  output: z.object({ needed: z.boolean() }),
  audit: { none: 'It changes nothing.' },
  effect: 'read',
  async run({ tx }) {
    return { needed: !(await anyMember(tx)) };
  },
});
