import pg from 'pg';
import { runningProduct } from './product';

/** As if more than ten minutes had passed since anybody of that address proved who they are. */
export async function forgetProof(email: string): Promise<void> {
  const database = new pg.Client({ connectionString: runningProduct().databaseUrl });
  await database.connect();
  await database.query(
    `UPDATE session SET "provenAt" = NULL, "fullyProvenAt" = NULL FROM member m WHERE m.id = "memberId" AND m.email = $1`,
    [email],
  );
  await database.end();
}
