/**
 * `npm run vault -- status` says how many secrets are sealed by which wrapping key; `npm run vault -- rotate` seals all of
 * them with PARAPET_VAULT_KEY, while PARAPET_VAULT_KEY_PREVIOUS still opens what it sealed and everything goes on. Reads the
 * settings of the installation. `--json` prints one object a line. Ends with 1 where something does not open.
 */
import { parseArgs } from 'node:util';
import { readEnvironment } from '@/server/platform/environment';
import { createLogger } from '@/server/platform/logger';
import { openRuntime } from '@/server/services/open-runtime';
import {
  type Rotation,
  rotateVault,
  type VaultStatus,
  vaultStatus,
} from '@/server/services/secrets/rotate-vault';

const WORDS = {
  current: 'PARAPET_VAULT_KEY',
  previous: 'PARAPET_VAULT_KEY_PREVIOUS: run "npm run vault -- rotate"',
  unknown: 'a key that the settings do not hold',
} as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [what = '', ...more] = positionals;
  if (more.length > 0 || (what !== 'rotate' && what !== 'status'))
    throw new Error('Say what to do: npm run vault -- status, or npm run vault -- rotate');
  const log = createLogger({ format: 'text', level: 'error', process: 'vault' }, process.stderr);
  const runtime = openRuntime({ environment: readEnvironment(process.env), process: 'vault', log });
  const print = (value: unknown): void => console.log(JSON.stringify(value));
  try {
    if (what === 'status') {
      const status = await vaultStatus(runtime);
      if (values.json) print(status);
      else sayStatus(status);
      if (status.keys.some(({ known }) => known === 'unknown')) process.exitCode = 1;
      return;
    }
    const rotation = await rotateVault(runtime, (done, of) =>
      values.json ? print({ done, of }) : console.log(`${done} of ${of} secrets are sealed anew.`),
    );
    if (values.json) print(rotation);
    else sayRotation(rotation);
    if (rotation.unopened.length + rotation.unopenedSignIn.length > 0) process.exitCode = 1;
  } finally {
    await runtime.close();
  }
}

function sayStatus({ keys, secrets, currentKeyId, previousKeyId }: VaultStatus): void {
  console.log(`Present key: ${currentKeyId}. Key before: ${previousKeyId ?? 'none given'}.`);
  for (const key of keys)
    console.log(
      `${key.secrets} secrets of ${key.accounts} ${key.accounts === 1 ? 'account' : 'accounts'} are sealed by ${key.keyId ?? 'nothing that can be read'} (${WORDS[key.known]}).`,
    );
  if (secrets === 0) console.log('There are no secrets yet.');
}

function sayRotation({ rewrapped, unopened, unopenedSignIn, status }: Rotation): void {
  console.log(
    rewrapped === 0
      ? `Nothing was to do: ${status.secrets} secrets, none sealed by another key.`
      : `${rewrapped} secrets were sealed anew with the key ${status.currentKeyId}.`,
  );
  for (const { accountId, integrationId, field } of unopened)
    console.log(
      `The ${field} of integration ${integrationId} (account ${accountId}) does not open: it was changed or moved. Replace its keys.`,
    );
  for (const { of, id } of unopenedSignIn)
    console.log(
      of === 'single sign-on'
        ? `The secret of the single sign-on of account ${id} does not open: it was changed or moved. Enter it again.`
        : `The authenticator app of member ${id} does not open: it was changed or moved. Reset their second factor.`,
    );
  if (unopened.length + unopenedSignIn.length === 0 && status.previousKeyId !== null)
    console.log(
      'Next: take PARAPET_VAULT_KEY_PREVIOUS out of the settings of every process and start them again. Keep the key before as long as you keep backups that it seals.',
    );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
