import type { Transaction } from './database';
import { Prisma } from './generated/client';

/** What of some texts, in lower case, somebody in the account is called. */
export interface NamesFound {
  /** By name, username, e-mail or an alias. */
  readonly whole: ReadonlySet<string>;
  /** By one word of a name, or what stands before the @ of an e-mail. */
  readonly parts: ReadonlySet<string>;
}

/** What of these texts is a name here, and what of these words a part of one. People of `except` count for nobody. */
export async function namesAmong(
  accountId: string,
  tx: Transaction,
  {
    texts,
    words,
    except,
  }: {
    readonly texts: readonly string[];
    readonly words: readonly string[];
    readonly except: readonly string[];
  },
): Promise<NamesFound> {
  const others = (column: Prisma.Sql): Prisma.Sql =>
    Prisma.sql`"accountId" = ${accountId}::uuid AND (${column} IS NULL OR ${column} <> ALL(${[...except]}::uuid[]))`;
  const own = others(Prisma.sql`"id"`);
  if (texts.length === 0) return { whole: new Set(), parts: new Set() };
  const whole = await tx.$queryRaw<{ said: string }[]>`
    WITH said AS MATERIALIZED (SELECT unnest(${[...texts]}::text[]) AS "said")
    SELECT "said" FROM said WHERE "said" IN (
      SELECT lower("name") FROM "person" WHERE ${own}
      UNION ALL SELECT lower("username") FROM "person" WHERE ${own}
      UNION ALL SELECT lower("email") FROM "person" WHERE ${own} AND "email" IS NOT NULL
      UNION ALL SELECT lower("value") FROM "person_alias"
        WHERE ${others(Prisma.sql`"personId"`)} AND "kind" <> 'key'
      UNION ALL SELECT lower("email") FROM "person_alias"
        WHERE ${others(Prisma.sql`"personId"`)} AND "email" IS NOT NULL
      UNION ALL SELECT lower("name") FROM "directory_object"
        WHERE ${others(Prisma.sql`"personId"`)} AND "part" = 'users' AND "name" IS NOT NULL)`;
  const names = new Set(whole.map(({ said }) => said));
  if (words.length === 0) return { whole: names, parts: new Set() };
  const parts = await tx.$queryRaw<{ said: string }[]>`
    WITH said AS MATERIALIZED (SELECT unnest(${[...words]}::text[]) AS "said")
    SELECT "said" FROM said WHERE "said" IN (
      SELECT regexp_split_to_table(lower("name"), ${'[\\s.,;:@_+()\'’"/\\\\-]+'}) FROM "person" WHERE ${own}
      UNION ALL SELECT split_part(lower("email"), '@', 1) FROM "person" WHERE ${own} AND "email" IS NOT NULL)`;
  return { whole: names, parts: new Set(parts.map(({ said }) => said)) };
}
