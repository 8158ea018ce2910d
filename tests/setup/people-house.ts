import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DirectoryObject, DirectoryPart, DirectoryUser } from '@/domain/directory';
import { type AccountId, accountIdSchema } from '@/domain/identifiers';
import type { FetchedRecord, NamedPerson } from '@/server/connectors/connector';
import { enterAccount } from '@/server/data/database';
import { insertIntegration } from '@/server/data/integrations/integrations';
import { insertAccount } from '@/server/data/members/accounts';
import { insertDefaultPolicy } from '@/server/data/scoring/scoring-policies';
import { readEnvironment } from '@/server/platform/environment';
import { createLogger } from '@/server/platform/logger';
import { auditKeysOf } from '@/server/services/audit/audit-keys';
import { commitPage, type PageToCommit } from '@/server/services/collection/commit-page';
import { readAssessment } from '@/server/services/detection/read-assessment';
import { openRuntime } from '@/server/services/open-runtime';
import type { Runtime } from '@/server/services/runtime';
import {
  duoRecord,
  fetchedPage,
  fetchedRecord,
  type RecordWish,
  SIGN_INS_ALONE,
  signInPage,
} from './duo-record';
import { createTestDatabase } from './test-database';

/** A sweep of a directory, or one page of it. */
export interface SweepWish {
  readonly objects?: readonly DirectoryObject[];
  readonly finished?: readonly DirectoryPart[];
  /** When the sweep began. Epoch milliseconds. */
  readonly at: number;
}

/** A database whose accounts are given pages by hand, without a vendor. */
export interface PeopleHouse {
  readonly runtime: Runtime;
  /** A new account with these integrations; equal ids in two accounts make their anchors comparable. */
  newAccount(integrationIds: readonly string[]): Promise<AccountId>;
  commit(
    accountId: string,
    integrationId: string,
    records: readonly FetchedRecord[],
    changes?: Partial<PageToCommit>,
  ): ReturnType<typeof commitPage>;
  sweep(accountId: string, integrationId: string, wish: SweepWish): ReturnType<typeof commitPage>;
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Opens a house on a fresh, migrated database. */
export async function openPeopleHouse(): Promise<PeopleHouse> {
  const test = await createTestDatabase();
  const owner = new pg.Pool({ connectionString: test.superuserUrl, max: 2 });
  owner.on('error', () => undefined);
  const environment = readEnvironment({
    DATABASE_URL: test.appUrl,
    PARAPET_VAULT_KEY: randomBytes(32).toString('base64'),
    LOG_FORMAT: 'json',
  });
  const runtime = openRuntime({
    environment,
    process: 'test',
    log: createLogger({ format: 'json', level: 'warn', process: 'test' }, { write: () => undefined }),
  });
  const { database, vault } = runtime;
  const house: PeopleHouse = {
    runtime,
    newAccount: async (integrationIds) => {
      const accountId = accountIdSchema.parse(randomUUID());
      await database.inGlobal(async (tx) => {
        await insertAccount(tx, { id: accountId, name: 'Example', at: Date.now() });
        await enterAccount(tx, accountId);
        await insertDefaultPolicy(accountId, tx, Date.now());
        for (const [index, id] of integrationIds.entries()) {
          await insertIntegration(accountId, tx, vault, {
            id,
            connector: 'cisco-duo',
            name: `Duo ${index + 1}`,
            description: '',
            host: `api-0000000${index}.duosecurity.com`,
            ikeyEnding: 'ABCD',
            edition: null,
            enabledAt: 0,
            createdAt: Date.now(),
            createdBy: 'test',
            credentials: {},
            streams: SIGN_INS_ALONE,
          });
        }
      });
      return accountId;
    },
    commit: (accountId, integrationId, records, changes = {}) =>
      database.inAccount(accountId, (tx) =>
        commitPage(
          accountId,
          tx,
          signInPage(integrationId, fetchedPage(records), {
            readStored: (text, occurredAt) => readAssessment(runtime, text, occurredAt),
            nameKeys: () => auditKeysOf(runtime),
            ...changes,
          }),
        ),
      ),
    sweep: (accountId, integrationId, { objects = [], finished = [], at }) =>
      house.commit(accountId, integrationId, [], {
        stream: 'directory',
        page: { ...fetchedPage([]), objects, finishedParts: finished },
        sweepStartedAt: at,
        now: at,
      }),
    sql: async (text, values = []) => {
      const result = await owner.query<Record<string, unknown>>(text, [...values]);
      return result.rows;
    },
    close: async () => {
      await runtime.close();
      await owner.end();
      await test.drop();
    },
  };
  return house;
}

/** A sign-in whose person is named as a test wants it: `person: { key: null }` for a username alone. */
export function namedRecord(
  wish: RecordWish,
  person: Partial<NamedPerson> = {},
  readAt = Date.now(),
): FetchedRecord {
  const record = fetchedRecord(duoRecord(wish), readAt);
  return {
    ...record,
    person: {
      key: null,
      username: wish.user ?? 'ada',
      email: null,
      groups: null,
      ...record.person,
      ...person,
    },
  };
}

/** A user of a directory with little to say beside what a test names. */
export function directoryUser(
  user: Partial<DirectoryUser> & { id: string; username: string },
): DirectoryUser {
  return {
    part: 'users',
    name: null,
    email: null,
    aliases: [],
    groups: [],
    status: 'active',
    enrolled: true,
    lastLoginAt: null,
    createdAt: null,
    phoneIds: [],
    authenticators: [],
    ...user,
  };
}
