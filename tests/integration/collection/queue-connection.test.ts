import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pollStreamJobSchema } from '@/domain/jobs';
import { createLogger } from '@/server/platform/logger';
import { openPollQueue } from '@/server/queue/poll-queue';
import { openPollWorker } from '@/server/queue/poll-worker';
import { postgresOptions } from '@/server/queue/queue-connection';
import { createTestDatabase, type TestDatabase } from '@/tests/setup/test-database';

const ROUNDS = 60;

describe("PostgreSQL's queue", () => {
  let database: TestDatabase;
  let superuser: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    superuser = new pg.Client({ connectionString: database.superuserUrl });
    await superuser.connect();
  });
  afterAll(async () => {
    await superuser.end();
    await database.drop();
  });

  it('says nothing beside when a connection is ended that is in use', async () => {
    const pool = new pg.Pool(postgresOptions(database.appUrl, 'parapet-test').connection);
    pool.on('error', () => undefined);
    const client = await pool.connect();
    await client.query('BEGIN');
    await superuser.query(
      // Of this database alone: other tests run beside this one.
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'parapet-test'`,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(client.query('SELECT 1')).rejects.toThrow();
    client.release(true);
    await pool.end();
  });

  // The driver as BullMQ loads it: its own connection is not one of the pool.
  it('lives on when a connection is ended in the breath in which it is let in', async () => {
    const message = (type: string, ...parts: Buffer[]) => {
      const body = Buffer.concat(parts);
      const head = Buffer.alloc(5);
      head.write(type);
      head.writeInt32BE(body.length + 4, 1);
      return Buffer.concat([head, body]);
    };
    const said = 'SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0';
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        const letIn = message('R', Buffer.alloc(4));
        const ready = message('Z', Buffer.from('I'));
        socket.end(Buffer.concat([letIn, ready, message('E', Buffer.from(said))]));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const driver = z
      .object({ Client: z.custom<typeof pg.Client>((value) => typeof value === 'function') })
      .parse(createRequire(import.meta.url)('pg'));
    const client = new driver.Client({ host: '127.0.0.1', port, user: 'x', database: 'x' });
    const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
    await client.connect();
    await ended;
    await expect(client.query('SELECT 1')).rejects.toThrow();
    server.close();
  });

  // What a connection says when it is cut off in the middle of its work would end the process: the test run with it.
  it('goes on when PostgreSQL ends its connections, at whatever moment', async () => {
    const log = createLogger({ format: 'json', level: 'silent', process: 'test' });
    const options = { redisUrl: null, databaseUrl: database.appUrl, log };
    const queue = openPollQueue(options);
    let done = 0;
    const process = () => {
      done += 1;
      return Promise.resolve();
    };
    const worker = openPollWorker({ ...options, concurrency: 8, process });
    const job = () =>
      pollStreamJobSchema.parse({
        accountId: randomUUID(),
        integrationId: randomUUID(),
        stream: 'authentication',
      });
    let ended = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const handed = Array.from({ length: 8 }, () => queue.enqueue(job()).catch(() => undefined));
      await new Promise((resolve) => setTimeout(resolve, 3 * (round % 7)));
      const { rowCount } = await superuser.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      ended += rowCount ?? 0;
      await Promise.all(handed);
    }
    expect(ended).toBeGreaterThan(ROUNDS);
    const before = done;
    await expect
      .poll(
        async () => {
          await queue.enqueue(job()).catch(() => undefined);
          return done;
        },
        { timeout: 60_000 },
      )
      .toBeGreaterThan(before);
    await worker.close();
    await queue.close();
  }, 120_000);
});
