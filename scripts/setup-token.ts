/**
 * Makes a fresh one-time set-up token while nobody can sign in yet. Prints one JSON line: `{"needed":true,"token":"…"}`,
 * or `{"needed":false}` when there is a member. Reads DATABASE_URL.
 */
import { openDatabase } from '@/server/data/database';
import { readEnvironment } from '@/server/platform/environment';
import { issueSetupToken } from '@/server/services/members/setup-token';

async function main(): Promise<void> {
  const { databaseUrl } = readEnvironment(process.env);
  const database = openDatabase({ url: databaseUrl, applicationName: 'parapet-setup-token', max: 1 });
  try {
    const token = await database.inGlobal((tx) => issueSetupToken(tx, Date.now()));
    console.log(JSON.stringify(token === null ? { needed: false } : { needed: true, token }));
  } finally {
    await database.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
