import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** A secret that must be nowhere, by the name that a finding says of it. */
export interface Canary {
  readonly name: string;
  readonly secret: string;
}

/**
 * The ways in which a secret may lie about: as it is, in hexadecimal (as PostgreSQL prints bytes), in the forms of an
 * address and of JSON, and in base64 at each of the three places that it can begin at.
 */
export function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before, 'x'), Buffer.from(secret)]);
    // Its ends share characters with what stands beside it.
    const inner = (text: string) => text.replaceAll('=', '').slice(before === 0 ? 0 : 4, -4);
    return [inner(bytes.toString('base64')), inner(bytes.toString('base64url'))];
  });
  const hex = Buffer.from(secret).toString('hex');
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), hex, ...base64];
  return [...new Set([...forms, hex.toUpperCase()])];
}

/** The canaries that a text holds in any form. */
export function canariesIn(text: string, canaries: readonly Canary[]): readonly string[] {
  return canaries
    .filter(({ secret }) => formsOf(secret).some((form) => text.includes(form)))
    .map(({ name }) => name);
}

/** Which files under a folder hold which canaries, as `file: canary`. */
export function canariesInFiles(
  folder: string,
  canaries: readonly Canary[],
): { readonly files: number; readonly found: readonly string[] } {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
  const found = files.flatMap((path) =>
    canariesIn(readFileSync(path, 'latin1'), canaries).map((name) => `${path}: ${name}`),
  );
  return { files: files.length, found };
}

/** Which tables of a database hold which canaries, in every column of every row, the queue's among them. */
export async function canariesInDatabase(
  superuserUrl: string,
  canaries: readonly Canary[],
): Promise<{ readonly rows: number; readonly found: readonly string[] }> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    const found: string[] = [];
    let rows = 0;
    for (const { name } of tables) {
      const { rows: lines } = await client.query<{ line: string }>(`SELECT t::text AS line FROM ${name} t`);
      rows += lines.length;
      const text = lines.map(({ line }) => line).join('\n');
      found.push(...canariesIn(text, canaries).map((canary) => `${name}: ${canary}`));
    }
    return { rows, found };
  } finally {
    await client.end();
  }
}
