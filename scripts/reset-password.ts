/**
 * `node --import tsx scripts/reset-password.ts --email ada@example.com` sets a new random password, prints it and ends
 * every session of that member, who is asked for an own password at the next sign-in. With `--second-factor` it also takes
 * the second factor away, for somebody who has lost it; with `--tokens` it revokes the member's API tokens, for a password that
 * was stolen. Reads the settings of the installation (DATABASE_URL and PARAPET_VAULT_KEY, which also keys the audit log).
 */
import { parseArgs } from 'node:util';
import { readEnvironment } from '@/server/platform/environment';
import { createLogger } from '@/server/platform/logger';
import { openRuntime } from '@/server/services/open-runtime';
import { resetPassword } from '@/server/services/sign-in/reset-password';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      email: { type: 'string' },
      'second-factor': { type: 'boolean', default: false },
      tokens: { type: 'boolean', default: false },
    },
  });
  if (values.email === undefined) throw new Error('Name the member: --email ada@example.com');
  const log = createLogger({ format: 'text', level: 'error', process: 'reset-password' }, process.stderr);
  const runtime = openRuntime({ environment: readEnvironment(process.env), process: 'reset-password', log });
  try {
    const secondFactor = values['second-factor'] ? 'remove' : 'keep';
    const { password, sessions, tokens } = await resetPassword(runtime, values.email, {
      secondFactor,
      apiTokens: values.tokens ? 'revoke' : 'keep',
    });
    console.log(`New password of ${values.email}: ${password}`);
    console.log('It is for one sign-in: a password of their own is asked for then.');
    if (secondFactor === 'remove')
      console.log('The second factor is gone: another can be added after signing in.');
    console.log(sessions === 0 ? 'No session was open.' : `${sessions} open sessions were ended.`);
    if (values.tokens) console.log(`API tokens revoked: ${tokens}.`);
    else if (tokens > 0)
      console.log(
        `API tokens that go on once that is chosen: ${tokens}. Was the password stolen? Run this again with --tokens.`,
      );
  } finally {
    await runtime.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
