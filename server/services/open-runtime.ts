import { createHash, createHmac } from 'node:crypto';
import { hostname } from 'node:os';
import pLimit from 'p-limit';
import { createConnectorRegistry } from '@/server/connectors/registry';
import { openDatabase } from '@/server/data/database';
import type { Environment } from '@/server/platform/environment';
import { openGeography } from '@/server/platform/geography/open-geography';
import { openIdentityProviders } from '@/server/platform/identity-provider';
import { createLogger, type Logger } from '@/server/platform/logger';
import { openMailer } from '@/server/platform/mailer';
import { openNameServers } from '@/server/platform/name-servers';
import { createVault, wrappingKey } from '@/server/platform/secrets-vault';
import { postgresLivePublisher, redisLivePublisher } from '@/server/queue/live-publisher';
import { openPollQueue } from '@/server/queue/poll-queue';
import type { Runtime } from './runtime';

/** Connections a process keeps to PostgreSQL, beside those of the queue. */
const POOL_SIZE = 12;

/** Pages of records in memory at once: what bounds a process however many streams it has in hand. */
const PAGES_AT_ONCE = 8;

/** Opens what a process needs. Connects on first use, so that it does not fail while PostgreSQL is starting. */
export function openRuntime(options: {
  environment: Environment;
  /** What this process is, as in `web`, `worker` or the name of a script. */
  process: string;
  log?: Logger;
  now?: () => number;
  stopping?: AbortSignal;
}): Runtime {
  const { environment } = options;
  if (environment.vaultKey === null) {
    throw new Error('PARAPET_VAULT_KEY: give 32 random bytes in base64 (openssl rand -base64 32).');
  }
  const log =
    options.log ??
    createLogger({ format: environment.logFormat, level: environment.logLevel, process: options.process });
  const database = openDatabase({
    url: environment.databaseUrl,
    applicationName: `parapet-${options.process}`,
    max: POOL_SIZE,
  });
  const queue = openPollQueue({ redisUrl: environment.redisUrl, databaseUrl: environment.databaseUrl, log });
  const live =
    environment.redisUrl === null ? postgresLivePublisher() : redisLivePublisher(environment.redisUrl);
  const now = options.now ?? Date.now;
  const { simulatorHosts, outbound, timing } = environment;
  const connectors = createConnectorRegistry({ simulatorHosts, outbound, now, pageGapMs: timing.pageMs });
  const mailer = environment.mail === null ? null : openMailer(environment.mail);
  const identityProviders = openIdentityProviders(environment);
  return {
    environment,
    database,
    log,
    vault: createVault({
      current: wrappingKey(environment.vaultKey),
      previous: environment.previousVaultKey === null ? undefined : wrappingKey(environment.previousVaultKey),
    }),
    queue,
    live,
    adapterOf: (connector) => connectors.find(connector) ?? null,
    identityProviders,
    nameServers: openNameServers(environment),
    mailer,
    geography: openGeography({ asnFile: environment.asnFile, log }),
    now,
    inPageSlot: pLimit(PAGES_AT_ONCE),
    auditKey: auditKeyOf(environment.vaultKey),
    stopping: options.stopping ?? new AbortController().signal,
    processName: `${options.process}-${shortHost()}-${process.pid}`,
    close: async () => {
      await queue.close();
      await live.close();
      connectors.close();
      identityProviders.close();
      mailer?.close();
      await database.close();
    },
  };
}

/** The key of the audit chain, of a vault key. */
export function auditKeyOf(vaultKey: Buffer): Buffer {
  return createHmac('sha256', vaultKey).update('parapet audit chain').digest();
}

/** Enough of the machine to tell workers apart, without its name. */
function shortHost(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
}
