/**
 * `npm run audit -- verify [--anchor FILE] [--json]` reckons the audit log of every account anew and finds edits,
 * deletions, other orders and, by the copy outside the database, cut ends. The copy is `--anchor`, or else the file of
 * PARAPET_AUDIT_ANCHOR, or that in the state folder. Reads the settings of the installation (DATABASE_URL and
 * PARAPET_VAULT_KEY), or what `npm start` keeps in the state folder. Ends with 1 where something is wrong.
 */
import { parseArgs } from 'node:util';
import { readEnvironment } from '@/server/platform/environment';
import { createLogger } from '@/server/platform/logger';
import { type AuditVerdict, verifyAudit } from '@/server/services/audit/verify-audit';
import { openRuntime } from '@/server/services/open-runtime';
import { consoleSettings } from './process-settings.mjs';

const WORDS = {
  missing: 'entries before it are gone',
  altered: 'it does not say what it said',
  moved: 'it stood behind another entry',
  former: 'it was signed under a former key, after that had been replaced',
  open: 'it was signed under a former key, and nothing tells up to where that counts: run "npm run vault -- rotate"',
  unknown: 'the copy outside the database knows another entry here',
  cut: 'the copy outside the database knows it, and the log ends before it',
} as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { anchor: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  if (positionals.join(' ') !== 'verify')
    throw new Error('Say what to do: npm run audit -- verify [--anchor FILE] [--json]');
  const environment = readEnvironment(consoleSettings(process.env));
  const log = createLogger({ format: 'text', level: 'error', process: 'audit' }, process.stderr);
  const runtime = openRuntime({ environment, process: 'audit', log });
  try {
    const verdict = await verifyAudit(runtime, values.anchor ?? environment.auditAnchor);
    if (values.json)
      console.log(
        JSON.stringify(verdict, (_key, value: unknown) =>
          typeof value === 'bigint' ? value.toString() : value,
        ),
      );
    else say(verdict, values.anchor ?? environment.auditAnchor);
    if (verdict.foreign > 0 || verdict.accounts.some(({ faulty }) => faulty > 0)) process.exitCode = 1;
  } finally {
    await runtime.close();
  }
}

function say({ accounts, foreign, seconds }: AuditVerdict, anchor: string | null): void {
  for (const { accountId, entries, from, faults, faulty, anchors } of accounts) {
    const whole = faulty === 0 ? 'whole' : `${faulty} ${faulty === 1 ? 'fault' : 'faults'}`;
    console.log(
      `Account ${accountId}: ${entries} entries${from > 1n ? ` from number ${from} on, those before were dropped` : ''}, ${whole}, ${anchors} ${anchors === 1 ? 'place' : 'places'} in the copy.`,
    );
    for (const { seq, what } of faults) console.log(`  entry ${seq}: ${WORDS[what]}`);
  }
  if (foreign > 0)
    console.log(`${foreign} lines of the copy were not written by Parapet, or with another key.`);
  if (anchor === null)
    console.log('There is no copy outside the database (PARAPET_AUDIT_ANCHOR): a cut end would not be seen.');
  const entries = accounts.reduce((sum, account) => sum + account.entries, 0);
  console.log(`${entries} entries in ${seconds.toFixed(1)} s.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
