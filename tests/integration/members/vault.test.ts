import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IntegrationId } from '@/domain/identifiers';
import { openCredentials } from '@/server/data/integrations/integrations';
import { openTotpSecret, putTotpSecret } from '@/server/data/members/second-factors';
import { openClientSecret, putSingleSignOn } from '@/server/data/members/single-sign-on';
import { dataKeyPlace } from '@/server/data/wrapped-keys';
import { createVault, wrappingKey } from '@/server/platform/secrets-vault';
import { verifyAudit } from '@/server/services/audit/verify-audit';
import { pollStream } from '@/server/services/collection/poll-stream';
import { auditKeyOf } from '@/server/services/open-runtime';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { rotateVault, vaultStatus } from '@/server/services/secrets/rotate-vault';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { SKEY, type Simulator, start } from '@/tests/setup/simulator-process';

/** More than a few batches, so that a process can be killed between two. */
const MANY = 3_000;

const MEMBER = randomUUID();
const TOTP = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const CLIENT_SECRET = 'as the provider shows it';

let simulator: Simulator;
let house: CollectingHouse;
let first: IntegrationId;
let second: IntegrationId;
let keys: { readonly old: Buffer; readonly next: Buffer };

beforeAll(async () => {
  simulator = await start(
    ...['--people', '4', '--history', '1d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', 'off'],
  );
  house = await openCollectingHouse(simulator);
  first = await house.connect('First', Date.now() - 3_600_000);
  second = await house.connect('Second', Date.now() - 3_600_000);
  // Both read the one simulator.
  await house.sql(`UPDATE integration SET host = $1`, [`127.0.0.1:${simulator.port}`]);
  await house.runtime.database.inAccount(house.accountId, async (tx) => {
    const { vault } = house.runtime;
    await putTotpSecret(tx, vault, { memberId: MEMBER, id: randomUUID(), secret: TOTP, at: Date.now() });
    const provider = {
      issuer: 'https://login.example.com',
      clientId: 'parapet',
      clientSecret: CLIENT_SECRET,
    };
    await putSingleSignOn(house.accountId, tx, vault, {
      ...provider,
      ...{ groupsClaim: 'groups', mappings: [], domains: [], changedAt: new Date(), changedBy: 'test' },
    });
  });
  const sealing = house.runtime.environment.vaultKey ?? expect.unreachable();
  keys = { old: sealing, next: sealing };
});
afterAll(async () => {
  await house.close();
  await simulator.stop();
});

/** A process with these keys in its settings. */
function withKeys(current: Buffer, previous: Buffer | null): Runtime {
  return {
    ...house.runtime,
    environment: { ...house.runtime.environment, vaultKey: current, previousVaultKey: previous },
    vault: createVault({
      current: wrappingKey(current),
      previous: previous === null ? undefined : wrappingKey(previous),
    }),
    auditKey: auditKeyOf(current),
  };
}

/** Polls both integrations by a process with these keys, a few times. */
async function pollWith(runtime: Runtime): Promise<string[]> {
  const outcomes: string[] = [];
  for (let round = 0; round < 4; round += 1)
    for (const integrationId of [first, second]) {
      await house.sql(`UPDATE stream_due SET "nextRunAt" = now() - interval '1 second'`);
      await house.sql(`UPDATE lane SET "cycleAt" = now() - interval '1 hour' WHERE lane = 'live'`);
      const input = { accountId: house.accountId, integrationId, stream: 'authentication' };
      outcomes.push((await execute(pollStream, { actor: house.actor, runtime, input })).outcome);
    }
  return outcomes;
}

const opened = (runtime: Runtime, id: string) =>
  runtime.database.inAccount(house.accountId, (tx) =>
    openCredentials(house.accountId, tx, runtime.vault, id, 'test'),
  );

/** The secrets of signing in that a process with these keys opens. */
const openedSignIn = (runtime: Runtime) =>
  runtime.database.inAccount(house.accountId, async (tx) => [
    (await openTotpSecret(tx, runtime.vault, MEMBER, 'waiting'))?.secret ?? null,
    await openClientSecret(house.accountId, tx, runtime.vault),
  ]);

describe('a secret', () => {
  it('opens in its own row and field only', async () => {
    const { runtime } = house;
    expect(await opened(runtime, first)).toMatchObject({ ok: true, credentials: { skey: SKEY } });
    const swaps = [
      // The values of two fields of one row change places.
      `UPDATE integration_secret a SET ciphertext = b.ciphertext FROM integration_secret b
       WHERE a."integrationId" = $1 AND b."integrationId" = $1 AND a.field <> b.field AND $2::uuid IS NOT NULL`,
      // The whole of another integration, data key and all.
      `UPDATE integration_secret a SET ciphertext = b.ciphertext, "wrappedKey" = b."wrappedKey" FROM integration_secret b
       WHERE a."integrationId" = $1 AND b."integrationId" = $2 AND a.field = b.field`,
      `UPDATE integration_secret a SET "wrappedKey" = b."wrappedKey" FROM integration_secret b
       WHERE a."integrationId" = $1 AND b."integrationId" = $2 AND a.field = b.field`,
    ];
    for (const swap of swaps) {
      await house.sql('CREATE TABLE kept AS SELECT * FROM integration_secret');
      await house.sql(swap, [first, second]);
      expect(await opened(runtime, first)).toEqual({ ok: false });
      await house.sql('TRUNCATE integration_secret');
      await house.sql('INSERT INTO integration_secret SELECT * FROM kept');
      await house.sql('DROP TABLE kept');
    }
    expect(await opened(runtime, first)).toMatchObject({ ok: true });
  });
});

describe('the rotation of the vault', () => {
  beforeEach(() => {
    keys = { old: keys.next, next: randomBytes(32) };
  });

  it('goes on while streams are polled, once, and the new key alone opens everything after it', async () => {
    const rotating = withKeys(keys.next, keys.old);
    const before = await vaultStatus(rotating);
    expect(before.keys).toEqual([
      { keyId: wrappingKey(keys.old).id, known: 'previous', secrets: before.secrets, accounts: 1 },
    ]);
    const told: number[] = [];
    const [rotation, polls] = await Promise.all([
      rotateVault(rotating, (done) => told.push(done)),
      pollWith(rotating),
    ]);
    expect(rotation).toMatchObject({ rewrapped: before.secrets, unopened: [], unopenedSignIn: [] });
    expect(told.at(-1)).toBe(before.secrets);
    expect(polls).toContain('done');
    expect(polls).not.toContain('failed');
    expect(await rotateVault(rotating, () => expect.unreachable())).toMatchObject({ rewrapped: 0 });

    const after = withKeys(keys.next, null);
    expect(await vaultStatus(after)).toMatchObject({ keys: [{ known: 'current', secrets: before.secrets }] });
    expect(await opened(after, first)).toMatchObject({ ok: true, credentials: { skey: SKEY } });
    expect(await opened(withKeys(keys.old, null), first)).toEqual({ ok: false });
    expect(await openedSignIn(after)).toEqual([TOTP, CLIENT_SECRET]);
    expect(await openedSignIn(withKeys(keys.old, null))).toEqual([null, null]);
  });

  it('leaves the audit log verifiable without the keys of before', async () => {
    await rotateVault(withKeys(keys.next, keys.old), () => undefined);
    const { accounts } = await verifyAudit(withKeys(keys.next, null), null);
    expect(accounts).toEqual([expect.objectContaining({ faulty: 0 })]);
    expect(accounts[0]?.entries).toBeGreaterThanOrEqual(4);
  });

  it('refuses, before it changes anything, a key that does not open what is there', async () => {
    const stranger = withKeys(keys.next, randomBytes(32));
    const sealed = await house.sql('SELECT * FROM integration_secret ORDER BY 2, 3');
    await expect(rotateVault(stranger, () => undefined)).rejects.toThrow(
      new RegExp(`Nothing was changed: \\d+ secrets are sealed by the key ${wrappingKey(keys.old).id}`),
    );
    expect(await house.sql('SELECT * FROM integration_secret ORDER BY 2, 3')).toEqual(sealed);
    keys = { ...keys, next: keys.old };
  });

  it('names a secret that was moved, and goes on with the others', async () => {
    await house.sql('CREATE TABLE kept AS SELECT * FROM integration_secret');
    await house.sql(
      `UPDATE integration_secret a SET "wrappedKey" = b."wrappedKey" FROM integration_secret b
       WHERE a."integrationId" = $1 AND b."integrationId" = $2 AND a.field = 'skey' AND b.field = 'skey'`,
      [first, second],
    );
    const { unopened, rewrapped, status } = await rotateVault(withKeys(keys.next, keys.old), () => undefined);
    expect(unopened).toEqual([{ accountId: house.accountId, integrationId: first, field: 'skey' }]);
    expect(rewrapped).toBe(status.secrets - 1);
    await house.sql('TRUNCATE integration_secret');
    await house.sql('INSERT INTO integration_secret SELECT * FROM kept');
    await house.sql('DROP TABLE kept');
    // The secrets of signing in were not put back.
    await rotateVault(withKeys(keys.old, keys.next), () => undefined);
    keys = { ...keys, next: keys.old };
  });

  it('is finished by the next one when its process is killed in the middle', async () => {
    const old = withKeys(keys.old, null);
    const ids = Array.from({ length: MANY }, () => randomUUID());
    await house.sql(
      `INSERT INTO integration (SELECT (jsonb_populate_record(i, jsonb_build_object('id', n.id, 'name', n.id, 'host', n.id))).*
         FROM integration i, unnest($2::uuid[]) AS n(id) WHERE i.id = $1)`,
      [first, ids],
    );
    const wrapped = ids.map((id) =>
      old.vault.wrap(old.vault.newDataKey(), dataKeyPlace(house.accountId, id)).toString('hex'),
    );
    await house.sql(
      `INSERT INTO integration_secret SELECT $1, n.id, 'skey', decode(n.wrapped, 'hex'), 'x'
       FROM unnest($2::uuid[], $3::text[]) AS n(id, wrapped)`,
      [house.accountId, ids, wrapped],
    );
    const rotate = () =>
      spawn(process.execPath, ['--import', 'tsx', 'scripts/vault.ts', 'rotate', '--json'], {
        env: {
          ...process.env,
          DATABASE_URL: house.runtime.environment.databaseUrl,
          PARAPET_VAULT_KEY: keys.next.toString('base64'),
          PARAPET_VAULT_KEY_PREVIOUS: keys.old.toString('base64'),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    const victim = rotate();
    for await (const line of createInterface({ input: victim.stdout })) {
      expect(line).toMatch(/^{"done":\d+,"of":\d+}$/);
      break;
    }
    victim.kill('SIGKILL');
    await once(victim, 'exit');

    const both = withKeys(keys.next, keys.old);
    const half = await vaultStatus(both);
    expect(new Set(half.keys.map(({ known }) => known))).toEqual(new Set(['current', 'previous']));
    expect(await opened(both, first)).toMatchObject({ ok: true });

    const successor = rotate();
    await once(successor, 'exit');
    expect(successor.exitCode).toBe(0);
    const whole = await vaultStatus(withKeys(keys.next, null));
    expect(whole.keys).toMatchObject([{ known: 'current', secrets: half.secrets }]);
    expect(whole.secrets).toBeGreaterThan(MANY);
    expect(await opened(withKeys(keys.next, null), second)).toMatchObject({ ok: true });
  });
});
