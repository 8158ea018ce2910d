import { randomBytes } from 'node:crypto';
import { encode } from 'next-auth/jwt';
import pLimit from 'p-limit';
import pg from 'pg';
import { NO_GEOGRAPHY } from '@/domain/detection/derived/geography';
import { sessionSecret } from '@/server/auth/session-actor';
import { openDatabase } from '@/server/data/database';
import { acceptNoticeVersion, currentNotice } from '@/server/data/privacy/monitoring-notice';
import { routeOperation } from '@/server/http/route-operation';
import { peerHeader } from '@/server/platform/client-address';
import { readEnvironment } from '@/server/platform/environment';
import { openIdentityProviders } from '@/server/platform/identity-provider';
import { createLogger } from '@/server/platform/logger';
import { openMailer } from '@/server/platform/mailer';
import { openNameServers } from '@/server/platform/name-servers';
import { createVault, wrappingKey } from '@/server/platform/secrets-vault';
import { SESSION_COOKIE } from '@/server/platform/session-cookie';
import { postgresLivePublisher } from '@/server/queue/live-publisher';
import { openPollQueue } from '@/server/queue/poll-queue';
import type { Actor } from '@/server/services/actor';
import { createFirstMember } from '@/server/services/members/create-first-member';
import { issueSetupToken } from '@/server/services/members/setup-token';
import { auditKeyOf } from '@/server/services/open-runtime';
import { execute } from '@/server/services/operation';
import type { PublicOperation } from '@/server/services/public-operation';
import type { Runtime } from '@/server/services/runtime';
import { signIn } from '@/server/services/sign-in/sign-in';
import { createTestDatabase } from './test-database';

export const ORIGIN = 'http://127.0.0.1:3000';
export const FIRST = {
  accountName: 'Example',
  name: 'Ada Byron',
  email: 'ada@example.com',
  password: 'copper kettle on the sill',
};

export interface CallOptions {
  readonly cookie?: string;
  readonly body?: unknown;
  /** Replaces the headers of Parapet's own pages. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a web process has, on a database of the test's own and with a clock that the test sets. */
export interface WebHouse {
  readonly runtime: Runtime;
  /** What was logged, a JSON line each. */
  readonly log: string[];
  /** Milliseconds by which the clock is ahead. */
  ahead: number;
  /** Runs SQL as the owner of the tables. */
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  anonymous(address?: string): Actor;
  newSetupToken(): Promise<string | null>;
  /** The notice on monitoring stands, without an entry in the audit log, whose length some tests count. */
  acceptNotice(accountId: string): Promise<void>;
  setUp(): Promise<void>;
  /** Signs in and returns the Cookie header of a browser. */
  signIn(email?: string, password?: string, address?: string): Promise<string>;
  cookieOf(sessionId: string): Promise<string>;
  /** Sends a request to the operations as one of Parapet's pages does. */
  call(
    method: string,
    path: string,
    options?: CallOptions,
    operations?: readonly PublicOperation[],
  ): Promise<Response>;
  close(): Promise<void>;
}

/** Opens a house on a fresh, migrated database, with these settings in place of its own. */
export async function openWebHouse(settings: Readonly<Record<string, string>> = {}): Promise<WebHouse> {
  const test = await createTestDatabase();
  const owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  const vaultKey = randomBytes(32);
  const environment = readEnvironment({
    DATABASE_URL: test.appUrl,
    PARAPET_URL: ORIGIN,
    PARAPET_SESSION_SECRET: randomBytes(32).toString('hex'),
    PARAPET_VAULT_KEY: vaultKey.toString('base64'),
    ...settings,
  });
  const log: string[] = [];
  const logger = createLogger(
    { format: 'json', level: 'debug', process: 'test' },
    { write: (line) => void log.push(line) },
  );
  const database = openDatabase({ url: test.appUrl, applicationName: 'parapet-test', max: 8 });
  const stopping = new AbortController();
  const queue = openPollQueue({ redisUrl: null, databaseUrl: test.appUrl, log: logger });
  const runtime: Runtime = {
    environment,
    database,
    log: logger,
    vault: createVault({ current: wrappingKey(randomBytes(32)) }),
    queue,
    live: postgresLivePublisher(),
    adapterOf: () => null,
    geography: NO_GEOGRAPHY,
    mailer: environment.mail === null ? null : openMailer(environment.mail),
    identityProviders: openIdentityProviders(environment),
    nameServers: openNameServers(environment),
    now: () => Date.now() + house.ahead,
    inPageSlot: pLimit(4),
    auditKey: auditKeyOf(vaultKey),
    stopping: stopping.signal,
    processName: 'test',
    close: () => database.close(),
  };
  const house: WebHouse = {
    runtime,
    log,
    ahead: 0,
    sql: async (text, values = []) => {
      const result = await owner.query<Record<string, unknown>>(text, [...values]);
      return result.rows;
    },
    anonymous: (address) => ({ kind: 'anonymous', address: address ?? null }),
    newSetupToken: () => database.inGlobal((tx) => issueSetupToken(tx, runtime.now())),
    acceptNotice: (accountId) =>
      database.inAccount(accountId, async (tx) =>
        acceptNoticeVersion(accountId, tx, await currentNotice(accountId, tx), {
          at: runtime.now(),
          byName: FIRST.name,
        }),
      ),
    setUp: async () => {
      const token = await house.newSetupToken();
      const { accountId } = await execute(createFirstMember, {
        ...{ actor: house.anonymous(), runtime },
        input: { ...FIRST, token },
      });
      await house.acceptNotice(accountId);
    },
    signIn: async (email = FIRST.email, password = FIRST.password, address = '203.0.113.5') => {
      const actor = house.anonymous(address);
      const begun = await execute(signIn, { actor, runtime, input: { email, password } });
      if (!('sessionId' in begun)) throw new Error('A second factor is asked for.');
      return house.cookieOf(begun.sessionId);
    },
    cookieOf: async (sessionId) => {
      const token = await encode({ token: { sid: sessionId }, secret: sessionSecret(runtime) });
      return `${SESSION_COOKIE}=${token}`;
    },
    call: (method, path, { cookie, body, headers } = {}, operations) => {
      const request = new Request(`${ORIGIN}${path}`, {
        method,
        headers: {
          [peerHeader()]: '203.0.113.5',
          ...(headers ?? { origin: ORIGIN, 'sec-fetch-site': 'same-origin' }),
          ...(cookie === undefined ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return routeOperation(runtime, request, operations);
    },
    close: async () => {
      await queue.close();
      await database.close();
      await owner.end();
      await test.drop();
    },
  };
  return house;
}
