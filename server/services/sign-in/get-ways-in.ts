import { z } from 'zod';
import { waysInSchema } from '@/domain/views/ways-in';
import { anySingleSignOn } from '@/server/data/members/sign-in-domains';
import { relyingParty } from '@/server/platform/relying-party';
import { defineOperation } from '@/server/services/operation';

/** In which ways people can sign in here. It says nothing of anybody in particular. */
export const getWaysIn = defineOperation({
  name: 'get-ways-in',
  http: { method: 'GET', path: '/api/v1/ways-in' },
  permission: { public: 'The sign-in page asks before anybody has signed in.' },
  input: z.object({}),
  output: waysInSchema,
  audit: { none: 'It changes nothing.' },
  effect: 'read',
  run: async ({ runtime, tx }) => ({
    passkeys: relyingParty(runtime.environment.origin) !== null,
    resetByMail: runtime.mailer !== null,
    singleSignOn: await anySingleSignOn(tx),
  }),
});
