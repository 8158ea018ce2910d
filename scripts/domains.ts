/**
 * Which domains of single sign-on count, decided by whoever runs the installation:
 *
 * - `node --import tsx scripts/domains.ts list` says which account claims which, and what each is proven by;
 * - `… vouch --domain example.com [--account NAME]` lets one count without a DNS record;
 * - `… withdraw --domain example.com` lets one count no more, until it is proven again.
 *
 * Reads the settings of the installation (DATABASE_URL and PARAPET_VAULT_KEY, which also keys the audit log).
 */
import { parseArgs } from 'node:util';
import { readEnvironment } from '@/server/platform/environment';
import { createLogger } from '@/server/platform/logger';
import { openRuntime } from '@/server/services/open-runtime';
import type { Runtime } from '@/server/services/runtime';
import {
  listClaimedDomains,
  vouchForDomain,
  withdrawDomain,
} from '@/server/services/sign-in/vouch-for-domain';

const PROOFS = {
  dns: 'its DNS record',
  operator: 'whoever runs Parapet',
  upgrade: 'an upgrade, as this was the only account',
} as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { domain: { type: 'string' }, account: { type: 'string' } },
  });
  const act = ACTS.get(positionals.join(' '));
  if (act === undefined)
    throw new Error('Say what to do: list, vouch --domain example.com, or withdraw --domain example.com');
  const log = createLogger({ format: 'text', level: 'error', process: 'domains' }, process.stderr);
  const runtime = openRuntime({ environment: readEnvironment(process.env), process: 'domains', log });
  try {
    await act(runtime, values);
  } finally {
    await runtime.close();
  }
}

type Wish = { readonly domain?: string; readonly account?: string };

const ACTS = new Map<string, (runtime: Runtime, wish: Wish) => Promise<void>>([
  ['list', list],
  ['vouch', vouch],
  ['withdraw', withdraw],
]);

async function list(runtime: Runtime): Promise<void> {
  const claims = await listClaimedDomains(runtime);
  if (claims.length === 0) console.log('No account claims a domain.');
  for (const { account, domains } of claims) {
    console.log(`${account.name} (${account.id})`);
    for (const { domain, proven } of domains)
      console.log(
        proven === null
          ? `  ${domain}: not proven, does not count`
          : `  ${domain}: proven by ${PROOFS[proven.by]} since ${proven.at.toISOString()}`,
      );
  }
}

async function vouch(runtime: Runtime, { domain, account }: Wish): Promise<void> {
  const done = await vouchForDomain(runtime, { domain: named(domain), account: account ?? null });
  console.log(`${done.domain} counts for the single sign-on of ${done.account} from now on.`);
}

async function withdraw(runtime: Runtime, { domain }: Wish): Promise<void> {
  const done = await withdrawDomain(runtime, named(domain));
  console.log(`${done.domain} counts for nobody any more, and is no longer proven for ${done.account}.`);
  console.log(
    done.sessions === 0
      ? 'Nobody was signed in by its provider.'
      : `Sessions that its provider began were ended: ${done.sessions}.`,
  );
}

function named(domain: string | undefined): string {
  if (domain === undefined) throw new Error('Name the domain: --domain example.com');
  return domain;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
