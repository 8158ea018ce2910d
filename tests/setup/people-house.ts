import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { DirectoryObject, DirectoryPart } from '@/domain/directory';
import { type AccountId, accountIdSchema } from '@/domain/identifiers';
import type { FetchedRecord, NamedPerson } from '@/server/connectors/connector';
import { createConnectorRegistry } from '@/server/connectors/registry';
import { insertAccount } from '@/server/data/accounts';
import { type Database, enterAccount, openDatabase } from '@/server/data/database';
import { insertIntegration } from '@/server/data/integrations';
import { insertDefaultPolicy } from '@/server/data/scoring-policies';
import { createVault, wrappingKey } from '@/server/platform/secrets-vault';
import { commitPage, type PageToCommit } from '@/server/services/commit-page';
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
  readonly database: Database;
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
  const database = openDatabase({ url: test.appUrl, applicationName: 'parapet-test', max: 8 });
  const connectors = createConnectorRegistry({ simulatorHosts: [] });
  const vault = createVault({ current: wrappingKey(randomBytes(32)) });
  const readStored: PageToCommit['readStored'] = (text, occurredAt) =>
    connectors.find('cisco-duo')?.readStored('authentication', text, occurredAt) ?? null;
  const house: PeopleHouse = {
    database,
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
          signInPage(integrationId, fetchedPage(records), { readStored, ...changes }),
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
      connectors.close();
      await database.close();
      await owner.end();
      await test.drop();
    },
  };
  return house;
}

/** A sign-in whose person is named as a test wants it: `person: { key: null }` for a username alone. */
export function namedRecord(wish: RecordWish, person: Partial<NamedPerson> = {}): FetchedRecord {
  const record = fetchedRecord(duoRecord(wish));
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
  user: Partial<Extract<DirectoryObject, { part: 'users' }>> & { id: string; username: string },
): DirectoryObject {
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
