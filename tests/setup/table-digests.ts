/** Runs SQL as the owner of the tables. */
export type Sql = (text: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

/** Columns that say when something was last used, which every request moves. */
const MOVING: Readonly<Record<string, readonly string[]>> = {
  session: ['lastSeenAt', 'provenAt', 'provenBy', 'fullyProvenAt'],
  api_token: ['lastUsedAt', 'lastUsedFrom'],
};

/** What counts tries that were refused is written by them: that is what it is for. */
const COUNTERS = ['sign_in_attempt'];

/**
 * A digest of every row there is, by table and account, as in `person 3f2b…`: those that name no account stand under
 * their table alone. What is no different before and after something, it has not written.
 */
export async function tableDigests(sql: Sql): Promise<Map<string, string>> {
  const tables = await sql(
    `SELECT t.relname AS name, EXISTS (
       SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'accountId'
     ) AS owned
     FROM pg_class t
     WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition`,
  );
  const digests = tables
    .map(({ name, owned }) => ({ table: String(name), owned: owned === true }))
    .filter(({ table }) => !COUNTERS.includes(table))
    .map(({ table, owned }) => {
      const without = (MOVING[table] ?? []).map((column) => ` - '${column}'`).join('');
      const row = without === '' ? 't::text' : `(to_jsonb(t)${without})::text`;
      const place = owned ? `'${table} ' || "accountId"::text` : `'${table}'`;
      return `SELECT ${place} AS place, md5(string_agg(${row}, '|' ORDER BY ${row})) AS digest
        FROM "${table}" t ${owned ? 'GROUP BY "accountId"' : ''}`;
    });
  const rows = await sql(digests.join(' UNION ALL '));
  return new Map(rows.map(({ place, digest }) => [String(place), String(digest)]));
}

/** The tables whose rows are others than they were, one that lost or gained all of them included. */
export function touched(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const places = new Set([...before.keys(), ...after.keys()]);
  return [...places].filter((place) => before.get(place) !== after.get(place)).sort();
}
