import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from './generated/client';

/** An open transaction. Only `server/data` looks inside; services pass it on. */
export type Transaction = Prisma.TransactionClient;

/** One connection pool of the application's role, and the only ways to begin a transaction. */
export interface Database {
  /**
   * A transaction that sees the rows of one account: row-level security hides every other. Rolls back when `work`
   * throws.
   */
  inAccount<T>(accountId: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * The same for what only reads: all of it sees the database as it was at one instant, so that numbers that are read one
   * after another belong together. It cannot write: that could be about what is old by then.
   */
  readAccount<T>(accountId: string, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** A transaction over the global tables; no row of any account is visible in it. */
  inGlobal<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Answers when PostgreSQL does; rejects otherwise. */
  ping(): Promise<void>;
  /** A connection outside the pool, for LISTEN. */
  dedicatedClient(): pg.Client;
  close(): Promise<void>;
}

/** Opens a pool. `url` is that of the application's role, never the owner's. */
export function openDatabase(options: { url: string; applicationName: string; max: number }): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 60_000,
  });
  // A connection that PostgreSQL closes, idle or in use, is replaced by the pool and its query rejects; without a
  // listener the error would end the process as well.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, {
      statementNameGenerator: ({ sql, args }) => statementName(sql, args.length),
    }),
  });
  const limits = { maxWait: 10_000, timeout: 60_000 };
  return {
    inAccount: (accountId, work) =>
      prisma.$transaction(async (tx) => {
        await enterAccount(tx, accountId);
        return work(tx);
      }, limits),
    readAccount: (accountId, work) =>
      prisma.$transaction(
        async (tx) => {
          await tx.$executeRaw`SELECT set_config('app.account_id', ${accountId}, true), set_config('transaction_read_only', 'on', true)`;
          return work(tx);
        },
        { ...limits, isolationLevel: 'RepeatableRead' },
      ),
    inGlobal: (work) => prisma.$transaction(work, limits),
    ping: async () => {
      await prisma.$queryRaw`SELECT 1`;
    },
    dedicatedClient: () =>
      new pg.Client({
        connectionString: options.url,
        application_name: `${options.applicationName}-listen`,
        keepAlive: true,
      }),
    close: async () => {
      await prisma.$disconnect();
      await pool.end().catch(() => undefined);
    },
  };
}

/** A list of varying length makes a text of its own each time: such a statement is planned for each use. */
const MOST_ARGUMENTS = 40;
const MOST_NAMES = 400;

const UNNAMED = '';

const names = new Map<string, string>();

/** The name under which a connection keeps a statement planned; none where keeping it would only cost memory. */
function statementName(sql: string, argumentCount: number): string {
  if (argumentCount === 0 || argumentCount > MOST_ARGUMENTS) return UNNAMED;
  const known = names.get(sql);
  if (known !== undefined || names.size >= MOST_NAMES) return known ?? UNNAMED;
  const name = `parapet_${names.size}`;
  names.set(sql, name);
  return name;
}

/** From here on the transaction sees the rows of this account. For set-up, which makes the account first. */
export async function enterAccount(tx: Transaction, accountId: string): Promise<void> {
  await tx.$executeRaw`SELECT set_config('app.account_id', ${accountId}, true)`;
}

/**
 * This transaction does not wait for the disk: PostgreSQL's crash within the next moment undoes it, all of it. For work
 * whose cause is undone with its effect, or that is simply done again.
 */
export async function commitSoon(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT set_config('synchronous_commit', 'off', true)`;
}

/** From here on the transaction sees the memberships of this member, in whichever account. */
export async function enterMember(tx: Transaction, memberId: string): Promise<void> {
  await tx.$executeRaw`SELECT set_config('app.member_id', ${memberId}, true)`;
}
