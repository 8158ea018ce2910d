import { z } from 'zod';

/** In which ways people can sign in here, told to anybody. */
export const waysInSchema = z.object({
  /** Whether browsers make passkeys for the address that Parapet is at. */
  passkeys: z.boolean(),
  /** Whether any account has an identity provider. */
  singleSignOn: z.boolean(),
  /** Whether a link for a new password can be sent by mail. */
  resetByMail: z.boolean(),
});
