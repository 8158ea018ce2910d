import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { z } from 'zod';
import { copyChunks, copyInto } from './copy-jsonb';

/** The tables that the baselines write: one bare, one with the key and the index that a list by person needs. */
const TABLES = `
  CREATE TABLE bench_copied (raw jsonb NOT NULL);
  CREATE TABLE bench_created (
    "accountId" uuid NOT NULL, "occurredAt" timestamptz(3) NOT NULL, "txid" text NOT NULL, "username" text,
    "raw" jsonb NOT NULL, PRIMARY KEY ("accountId", "occurredAt", "txid"));
  CREATE INDEX ON bench_created ("accountId", "username", "occurredAt");`;

const REPOSITORY = resolve(import.meta.dirname, '../..');
const PAGE = 1_000;

interface BaselineRow {
  accountId: string;
  occurredAt: string;
  txid: string;
  username: string | null;
  raw: object;
}

interface BaselineClient {
  readonly baselineRecord: { createMany(input: { data: BaselineRow[] }): Promise<{ count: number }> };
  $disconnect(): Promise<void>;
}

const clientModule = z.object({
  PrismaClient: z.custom<new (options: { adapter: PrismaPg }) => BaselineClient>(
    (value) => typeof value === 'function',
  ),
});

const recordFields = z.object({
  isotimestamp: z.string(),
  txid: z.string(),
  user: z.object({ name: z.string().nullish() }).nullish(),
});

/** What the pipeline is compared with, on the same PostgreSQL. Each gives the seconds for storing the records. */
export interface Baselines {
  /** One `COPY` as `jsonb` into a table without any index; the bytes are ready before the clock starts. */
  copy(texts: readonly string[]): Promise<number>;
  /** Prisma's `createMany`, 1,000 at a time, of records that are parsed already, into an indexed table. */
  createMany(texts: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

/** Makes the tables, and a Prisma client for the second baseline. */
export async function openBaselines(superuserUrl: string, accountId: string): Promise<Baselines> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(TABLES);
  const prisma = await openBaselineClient(superuserUrl);
  return {
    copy: async (texts) => {
      await client.query('TRUNCATE bench_copied');
      const chunks = copyChunks(texts);
      return timed(() => copyInto(client, 'bench_copied (raw)', chunks));
    },
    createMany: async (texts) => {
      await client.query('TRUNCATE bench_created');
      const rows = texts.map((text) => rowOf(accountId, text));
      return timed(async () => {
        for (let at = 0; at < rows.length; at += PAGE) {
          await prisma.baselineRecord.createMany({ data: rows.slice(at, at + PAGE) });
        }
      });
    },
    close: async () => {
      await prisma.$disconnect();
      await client.end();
    },
  };
}

function rowOf(accountId: string, text: string): BaselineRow {
  const raw = z.looseObject({}).parse(JSON.parse(text));
  const { isotimestamp, txid, user } = recordFields.parse(raw);
  return {
    accountId,
    occurredAt: new Date(isotimestamp).toISOString(),
    txid,
    username: user?.name ?? null,
    raw,
  };
}

async function openBaselineClient(url: string): Promise<BaselineClient> {
  const generate = [
    'node_modules/prisma/build/index.js',
    'generate',
    '--schema',
    'scripts/bench/baseline.prisma',
  ];
  // Generating needs no schema engine, but looks for one and would download it: Node itself stands in.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' };
  await promisify(execFile)(process.execPath, generate, { cwd: REPOSITORY, env });
  const path = resolve(REPOSITORY, '.parapet/bench-client/client.ts');
  const { PrismaClient } = clientModule.parse(await import(pathToFileURL(path).href));
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 2 }) });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
