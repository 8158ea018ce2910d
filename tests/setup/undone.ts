import type { Database, Transaction } from '@/server/data/database';

/**
 * Does something with a database that takes it all back at the end: what is tried in it, constraints and triggers
 * included, finds the same objects as what was tried before. `look` sees what it would have left. `inSteps` is for what
 * takes several transactions, of which one may fail; it gives each row the number of a part of a transaction.
 */
export async function undone<T>(
  database: Database,
  work: (within: Database) => Promise<T>,
  { look, inSteps }: { readonly look: (tx: Transaction) => Promise<void>; readonly inSteps: boolean },
): Promise<T> {
  const step = inSteps ? asOne : within;
  const back = new Error('taken back');
  const done: { result?: { readonly value: T } } = {};
  try {
    await database.inGlobal(async (tx) => {
      const all: Database = {
        ...database,
        inAccount: (accountId, then) => step(tx, accountId, then),
        readAccount: (accountId, then) => step(tx, accountId, then),
        inGlobal: (then) => step(tx, '', then),
      };
      done.result = { value: await work(all) };
      await look(tx);
      throw back;
    });
  } catch (error) {
    if (error !== back) throw error;
  }
  if (done.result === undefined) throw back;
  return done.result.value;
}

/** What would be a transaction of its own, in the account that it names: its constraints hold at its end. */
async function within<T>(
  tx: Transaction,
  accountId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  await tx.$executeRaw`SELECT set_config('app.account_id', ${accountId}, true), set_config('app.member_id', '', true)`;
  await tx.$executeRaw`SET CONSTRAINTS ALL DEFERRED`;
  const result = await work(tx);
  await tx.$executeRaw`SET CONSTRAINTS ALL IMMEDIATE`;
  return result;
}

/** The same, all of it or nothing. */
async function asOne<T>(
  tx: Transaction,
  accountId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  await tx.$executeRaw`SAVEPOINT begun`;
  try {
    const result = await within(tx, accountId, work);
    await tx.$executeRaw`RELEASE SAVEPOINT begun`;
    return result;
  } catch (error) {
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT begun`;
    throw error;
  }
}
