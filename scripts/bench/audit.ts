import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { type AuditEntry, chainHash, GENESIS } from '@/server/data/audit/audit-log';
import { verifyAudit } from '@/server/services/audit/verify-audit';
import { openBenchHouse } from './bench-house';
import { type BenchOptions, type BenchReport, median, rounded } from './bench-report';

const GOAL_ROWS_A_SECOND = 50_000;
const BATCH = 5_000;

/** How fast `npm run audit -- verify` reckons an audit log anew, from PostgreSQL to the verdict; and that it finds an edit. */
export async function benchAudit({ quick, say }: BenchOptions): Promise<BenchReport> {
  const entries = quick ? 10_000 : 200_000;
  const rounds = quick ? 1 : 5;
  say('Starting PostgreSQL.');
  const house = await openBenchHouse(['--people', '2', '--history', '1d', '--attack-every', 'off']);
  try {
    say(`Writing ${entries} entries.`);
    await fillLog(house.superuser, house.accountId, house.runtime.auditKey, entries);
    const rates: number[] = [];
    let whole = true;
    for (let round = 0; round < rounds; round += 1) {
      const { accounts, seconds } = await verifyAudit(house.runtime, null);
      const own = accounts.find(({ accountId }) => accountId === house.accountId);
      whole &&= own?.entries === entries && own.faulty === 0;
      rates.push(entries / seconds);
      say(`Round ${round + 1}: ${rounded(entries / seconds)} rows a second.`);
    }
    await house.superuser.query(
      `UPDATE audit_entry SET "actorName" = 'Eve' WHERE "accountId" = $1 AND seq = $2`,
      [house.accountId, entries / 2],
    );
    const { accounts } = await verifyAudit(house.runtime, null);
    const found = accounts.find(({ accountId }) => accountId === house.accountId)?.faulty === 1;
    return {
      bench: 'audit',
      pass: whole && found && median(rates) >= GOAL_ROWS_A_SECOND,
      figures: {
        quick,
        entries,
        rounds,
        rowsASecond: rounded(median(rates)),
        goalRowsASecond: GOAL_ROWS_A_SECOND,
        wholeIsWhole: whole,
        editIsFound: found,
      },
    };
  } finally {
    await house.close();
  }
}

/** Entries as changes of criticality are written, with something before and after. */
async function fillLog(superuser: Pool, accountId: string, key: Buffer, entries: number): Promise<void> {
  let previousHash: Buffer = GENESIS;
  const begun = Date.now() - entries * 1_000;
  for (let first = 1; first <= entries; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, entries - first + 1) }, (_, index) => {
      const seq = first + index;
      const entry = entryOf(seq, begun + seq * 1_000);
      const hash = chainHash(key, accountId, BigInt(seq), previousHash, entry);
      const row = {
        ...{ ...entry, accountId, seq, at: new Date(entry.at).toISOString() },
        ...{ previousHash: `\\x${previousHash.toString('hex')}`, hash: `\\x${hash.toString('hex')}` },
      };
      previousHash = hash;
      return row;
    });
    await superuser.query(
      `INSERT INTO audit_entry SELECT * FROM jsonb_populate_recordset(NULL::audit_entry, $1::jsonb)`,
      [JSON.stringify(rows)],
    );
  }
  await superuser.query('VACUUM ANALYZE audit_entry');
}

function entryOf(seq: number, at: number): AuditEntry {
  const personId = randomUUID();
  return {
    ...{ at, actorKind: 'member', actorId: randomUUID(), actorName: 'Ada Byron', address: '203.0.113.5' },
    ...{ action: 'set-criticality', entity: 'person', entityId: personId, personId },
    before: { criticality: 'normal', reason: `as it was before change ${seq}` },
    after: { criticality: 'high', reason: 'keeps the books of the whole organisation' },
  };
}
