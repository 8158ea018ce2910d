import { createHash } from 'node:crypto';
import type { Transaction } from '@/server/data/database';

/** What of some texts, in lower case, somebody in the account is called. */
export interface NamesFound {
  /** By name, username, e-mail or an alias. */
  readonly whole: ReadonlySet<string>;
  /** By one word of a name, or what stands before the @ of an e-mail. */
  readonly parts: ReadonlySet<string>;
}

/**
 * What of these texts is a name here, and what of these words a part of one. People of `except` count for nobody. Triggers keep
 * what everybody is called, while the account withholds names: of no other it is known.
 */
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
  const asked = [...new Set([...texts, ...words])];
  if (asked.length === 0) return { whole: new Set(), parts: new Set() };
  const digests = asked.map(digestOf);
  const rows = await tx.$queryRaw<{ place: number; whole: boolean }[]>`
    SELECT DISTINCT d."place"::int AS "place", s."whole"
    FROM unnest(${digests}::uuid[]) WITH ORDINALITY AS d("digest", "place")
    JOIN "said_name" s ON s."accountId" = ${accountId}::uuid AND s."digest" = d."digest"
    WHERE s."personId" IS NULL OR s."personId" <> ALL(${[...except]}::uuid[])`;
  const of = (list: readonly string[], isWhole: boolean): Set<string> => {
    const among = new Set(list);
    return new Set(
      rows
        .filter(({ whole }) => whole === isWhole)
        .flatMap(({ place }) => asked[place - 1] ?? [])
        .filter((said) => among.has(said)),
    );
  };
  return { whole: of(texts, true), parts: of(words, false) };
}

/** As PostgreSQL's `md5(…)::uuid` has it: short, of one length, and no secret. */
function digestOf(said: string): string {
  return createHash('md5').update(said, 'utf8').digest('hex');
}
