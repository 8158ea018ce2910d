import { z } from 'zod';
import { parseDuoHost } from '@/domain/connectors/duo-host';

/** What a person copies from the Admin API application in Duo, each with the sentence said when it is wrong. */
export const DUO_FIELD_RULES = {
  host: {
    required: 'Enter the API host name, as in api-1a2b3c4d.duosecurity.com.',
    message:
      'The API host name must read like api-1a2b3c4d.duosecurity.com; copy it from the application in Duo.',
  },
  ikey: {
    pattern: '^DI[A-Z0-9]{18}$',
    required: 'Enter the integration key.',
    message:
      'The integration key has 20 capital letters and digits and begins with DI; copy it from the application.',
  },
  skey: {
    pattern: '^[A-Za-z0-9]{40}$',
    required: 'Enter the secret key.',
    message: 'The secret key has 40 letters and digits; copy it from the application in Duo, without spaces.',
  },
} as const;

/**
 * Schema of the three values as a form sends them: cleaned, then checked.
 * `simulatorHosts` comes from the explicit setting of demo and tests.
 */
export function duoCredentialsSchema(simulatorHosts: readonly string[] = []) {
  return z.object({
    host: z.string(DUO_FIELD_RULES.host.required).transform((typed, context) => {
      const host = parseDuoHost(typed, simulatorHosts);
      if (host !== null) return host;
      const message = typed.trim() === '' ? DUO_FIELD_RULES.host.required : DUO_FIELD_RULES.host.message;
      context.issues.push({ code: 'custom', message, input: typed });
      return z.NEVER;
    }),
    ikey: keySchema(DUO_FIELD_RULES.ikey, simulatorHosts.length > 0),
    skey: keySchema(DUO_FIELD_RULES.skey, simulatorHosts.length > 0),
  });
}

/** A simulator may have been started with keys of any form; Duo's own have one. */
const SIMULATOR_KEY = '^[A-Za-z0-9_-]{4,100}$';

function keySchema(rule: { pattern: string; required: string; message: string }, simulatorAllowed: boolean) {
  return z
    .string(rule.required)
    .trim()
    .min(1, { error: rule.required, abort: true })
    .regex(new RegExp(simulatorAllowed ? SIMULATOR_KEY : rule.pattern), rule.message);
}
