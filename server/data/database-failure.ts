/** PostgreSQL, Node and Prisma codes that mean: the database cannot be asked at present. */
const UNREACHABLE =
  /^(P1001|P1002|P1008|P1017|P2024|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|57P0[123]|08\d{3}|53300)$/;

/** Words of the pool and of Prisma's adapter where they give no code. */
const UNREACHABLE_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|server has closed the connection|Can't reach database server|Unable to start a transaction/i;

/** How Prisma tells the state of PostgreSQL, where its own code only says that a query failed. */
const REPORTED_STATE = /\bCode: `([0-9A-Z]{5})`/;

/** Whether an error says that the database is down, starting or out of connections: asking again later makes sense. */
export function isDatabaseUnavailable(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  if ('code' in error && typeof error.code === 'string' && UNREACHABLE.test(error.code)) return true;
  if (UNREACHABLE.test(REPORTED_STATE.exec(error.message)?.[1] ?? '')) return true;
  if (UNREACHABLE_WORDS.test(error.message)) return true;
  return isDatabaseUnavailable(error.cause, depth + 1);
}
