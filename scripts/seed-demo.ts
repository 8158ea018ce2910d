/**
 * Makes the demo's account, its first member and its Duo integration, which polls the simulator from thirty days ago;
 * what is there already stays. Prints one JSON line {email, password, seeded}; the password is to be replaced at the
 * first sign-in, and null when the member was there and `--new-password` is not given.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { openCredentials, replaceCredentials } from '@/server/data/integrations/integrations';
import { accountsOfMember, findMemberByEmail, markPasswordOneTime } from '@/server/data/members/members';
import { readEnvironment } from '@/server/platform/environment';
import { createLogger } from '@/server/platform/logger';
import { connectIntegration } from '@/server/services/integrations/connect-integration';
import { listIntegrations } from '@/server/services/integrations/list-integrations';
import { createFirstMember } from '@/server/services/members/create-first-member';
import { issueSetupToken } from '@/server/services/members/setup-token';
import { openRuntime } from '@/server/services/open-runtime';
import { execute } from '@/server/services/operation';
import { acceptNotice, getNotice } from '@/server/services/privacy/monitoring-notice';
import type { Runtime } from '@/server/services/runtime';
import { resetPassword } from '@/server/services/sign-in/reset-password';

const MEMBER = { name: 'Robin Haas', email: 'admin@northwind.example' };
const HISTORY_MS = 30 * 86_400_000;

async function seedMember(runtime: Runtime): Promise<string | null> {
  const token = await runtime.database.inGlobal((tx) => issueSetupToken(tx, runtime.now()));
  if (token === null) return null;
  const password = randomBytes(12).toString('base64url');
  const actor = { kind: 'anonymous', address: null } as const;
  const input = { ...MEMBER, token, accountName: 'Northwind Traders', password };
  const { memberId } = await execute(createFirstMember, { actor, runtime, input });
  await runtime.database.inGlobal((tx) => markPasswordOneTime(tx, memberId));
  return password;
}

async function seedIntegration(runtime: Runtime): Promise<void> {
  const [accountId] = await runtime.database.inGlobal(async (tx) => {
    const member = await findMemberByEmail(tx, MEMBER.email);
    return member === null ? [] : accountsOfMember(tx, member.id);
  });
  if (accountId === undefined) return;
  const actor = { kind: 'system', name: MEMBER.name, accountId } as const;
  const notice = await execute(getNotice, { actor, runtime, input: {} });
  if (!notice.open) await execute(acceptNotice, { actor, runtime, input: { version: notice.version } });
  const [host] = runtime.environment.simulatorHosts;
  if (host === undefined) throw new Error('The demo needs PARAPET_SIMULATOR. Start it with npm run demo.');
  const { integrations } = await execute(listIntegrations, { actor, runtime, input: {} });
  const [ikey, second] = [process.env['PARAPET_DEMO_IKEY'], process.env['PARAPET_DEMO_SECOND_IKEY']];
  const hosts = new Map([
    [ikey, host],
    [second, runtime.environment.simulatorHosts[1] ?? host],
  ]);
  for (const { id } of integrations) await followSimulator(runtime, accountId, id, hosts);
  if (integrations.length > 0) return;
  const input = {
    connector: 'cisco-duo',
    name: 'Cisco Duo · Production',
    description: 'The demo: a simulator stands in for Duo.',
    fields: { host, ikey, skey: process.env['PARAPET_DEMO_SKEY'] },
    enabledAt: new Date(runtime.now() - HISTORY_MS).toISOString(),
  };
  await execute(connectIntegration, { actor, runtime, input });
}

/** A simulator may have had to take another port than last time; the host is sealed with the keys. `hosts` are by key. */
async function followSimulator(
  runtime: Runtime,
  accountId: string,
  id: string,
  hosts: ReadonlyMap<string | undefined, string>,
): Promise<void> {
  await runtime.database.inAccount(accountId, async (tx) => {
    const opened = await openCredentials(accountId, tx, runtime.vault, id, runtime.processName);
    if (!opened.ok) return;
    const host = hosts.get(opened.credentials['ikey']);
    if (host === undefined || opened.credentials['host'] === host) return;
    await replaceCredentials(accountId, tx, runtime.vault, id, { ...opened.credentials, host }, { host });
  });
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'new-password': { type: 'boolean', default: false } } });
  const log = createLogger({ format: 'text', level: 'error', process: 'seed-demo' }, process.stderr);
  const runtime = openRuntime({ environment: readEnvironment(process.env), process: 'seed-demo', log });
  try {
    const made = await seedMember(runtime);
    await seedIntegration(runtime);
    const reset = made === null && values['new-password'] ? await resetPassword(runtime, MEMBER.email) : null;
    console.log(
      JSON.stringify({
        email: MEMBER.email,
        password: made ?? reset?.password ?? null,
        seeded: made !== null,
      }),
    );
  } finally {
    await runtime.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
