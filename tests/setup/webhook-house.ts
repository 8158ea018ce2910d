import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { z } from 'zod';
import { type AccountId, accountIdSchema } from '@/domain/identifiers';
import { enterAccount } from '@/server/data/database';
import { insertAccount } from '@/server/data/members/accounts';
import { insertDefaultPolicy } from '@/server/data/scoring/scoring-policies';
import { receiveInbound } from '@/server/http/inbound';
import { peerHeader } from '@/server/platform/client-address';
import { readEnvironment } from '@/server/platform/environment';
import { createLogger } from '@/server/platform/logger';
import type { Actor } from '@/server/services/actor';
import { connectIntegration } from '@/server/services/integrations/connect-integration';
import { openRuntime } from '@/server/services/open-runtime';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { createTestDatabase } from './test-database';

const deliveryAnswerSchema = z.object({
  accepted: z.number(),
  duplicate: z.number(),
  ignored: z.number(),
  rejected: z.array(z.object({ index: z.number(), field: z.string(), message: z.string() })),
});

/** An account with a webhook, and what its sender knows. */
export interface Webhook {
  readonly accountId: AccountId;
  readonly actor: Actor;
  readonly integrationId: string;
  readonly address: string;
  readonly secret: string;
}

/** What a test says of a delivery; the rest is right. */
export interface DeliveryWish {
  readonly key?: string;
  readonly secret?: string;
  readonly address?: string;
  /** Milliseconds by which the sender's clock is ahead. */
  readonly skewMs?: number;
  /** What the signature header says, of the right HMAC in hex. */
  readonly signature?: (hmac: string) => string;
  /** Replaces headers; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** The network address of the sender. */
  readonly from?: string;
}

/** A database whose webhooks are delivered to through the handler of the route. */
export interface WebhookHouse {
  readonly runtime: Runtime;
  /** JSON lines of the log, and every answer that was given. */
  readonly log: string[];
  readonly answers: string[];
  /** Milliseconds by which our clock is ahead. */
  ahead: number;
  /** Where our clock stands still, in epoch milliseconds; null while it goes. */
  stopped: number | null;
  connect(actor?: Actor): Promise<Webhook>;
  /** Sends a body, signed as it should be. An object goes as JSON. */
  deliver(webhook: Webhook, body: object | string | Buffer, wish?: DeliveryWish): Promise<Response>;
  /** Rows of a table that belong to the webhook. */
  count(table: string, webhook: Webhook): Promise<number>;
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** An event as a sender reports it: of the person with this address, a moment ago. */
export function reported(changes: Record<string, unknown> = {}, now = Date.now()): Record<string, unknown> {
  return {
    id: randomUUID(),
    kind: 'leaked_password',
    occurredAt: new Date(now).toISOString(),
    person: { email: 'ada@example.com' },
    ...changes,
  };
}

/** Opens a house on a fresh, migrated database. */
export async function openWebhookHouse(): Promise<WebhookHouse> {
  const test = await createTestDatabase();
  const owner = new pg.Pool({ connectionString: test.superuserUrl, max: 2 });
  owner.on('error', () => undefined);
  const log: string[] = [];
  let sent = 0;
  const runtime = openRuntime({
    environment: readEnvironment({
      DATABASE_URL: test.appUrl,
      PARAPET_URL: 'http://127.0.0.1:3000',
      PARAPET_VAULT_KEY: randomBytes(32).toString('base64'),
    }),
    process: 'test',
    now: () => (house.stopped ?? Date.now()) + house.ahead,
    log: createLogger(
      { format: 'json', level: 'debug', process: 'test' },
      { write: (line) => void log.push(line) },
    ),
  });
  const newAccount = async (): Promise<Actor> => {
    const accountId = accountIdSchema.parse(randomUUID());
    await runtime.database.inGlobal(async (tx) => {
      await insertAccount(tx, { id: accountId, name: 'Example', at: Date.now() });
      await enterAccount(tx, accountId);
      await insertDefaultPolicy(accountId, tx, Date.now());
    });
    return { kind: 'system', name: 'test', accountId };
  };
  const house: WebhookHouse = {
    runtime,
    log,
    answers: [],
    ahead: 0,
    stopped: null,
    connect: async (given) => {
      const actor = given ?? (await newAccount());
      if (actor.kind === 'anonymous') throw new Error('Somebody of an account connects.');
      const connected = await execute(connectIntegration, {
        actor,
        runtime,
        input: {
          connector: 'generic-webhook',
          name: `Leaks ${randomUUID().slice(0, 8)}`,
          fields: { reporter: 'Leak Watch', overlap: '24' },
        },
      });
      return {
        accountId: actor.accountId,
        actor,
        integrationId: connected.id,
        address: connected.deliverTo ?? '',
        secret: connected.reveal[0]?.value ?? '',
      };
    },
    deliver: async (webhook, body, wish = {}) => {
      const raw = Buffer.isBuffer(body)
        ? body
        : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
      // What is signed is taken once: no two deliveries of a test say the same second, as far as five minutes go.
      sent += 1;
      const skewMs = wish.skewMs ?? ((sent % 500) - 250) * 1000;
      const timestamp = String(Math.floor((runtime.now() + skewMs) / 1000));
      const hmac = createHmac('sha256', wish.secret ?? webhook.secret)
        .update(`${timestamp}.`)
        .update(raw)
        .digest('hex');
      const headers = {
        [peerHeader()]: wish.from ?? randomAddress(),
        'Content-Type': 'application/json',
        'Parapet-Timestamp': timestamp,
        'Parapet-Delivery': wish.key ?? randomUUID(),
        'Parapet-Signature': wish.signature?.(hmac) ?? `v1=${hmac}`,
        ...wish.headers,
      };
      const response = await receiveInbound(
        runtime,
        new Request(wish.address ?? webhook.address, {
          method: 'POST',
          body: new Uint8Array(raw),
          headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
            value === undefined ? [] : [[name, value]],
          ),
        }),
      );
      house.answers.push(await response.clone().text());
      return response;
    },
    count: async (table, { integrationId }) => {
      const [row] = await house.sql(`SELECT count(*)::int AS n FROM ${table} WHERE "integrationId" = $1`, [
        integrationId,
      ]);
      return Number(row?.['n']);
    },
    sql: async (text, values = []) => {
      const result = await owner.query<Record<string, unknown>>(text, [...values]);
      return result.rows;
    },
    close: async () => {
      await runtime.close();
      await owner.end();
      await test.drop();
    },
  };
  return house;
}

function randomAddress(): string {
  return `10.${[...randomBytes(3)].join('.')}`;
}

/** What a delivery that was taken was answered. */
export async function answerOf(response: Response): Promise<z.infer<typeof deliveryAnswerSchema>> {
  const text = await response.text();
  if (response.status !== 200) throw new Error(`A delivery was answered ${response.status}: ${text}`);
  return deliveryAnswerSchema.parse(JSON.parse(text));
}

const problemSchema = z.object({
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string() })),
});

/** What a delivery that was refused was answered. */
export async function problemOf(response: Response): Promise<z.infer<typeof problemSchema>> {
  const problem = problemSchema.parse(await response.json());
  if (problem.status !== response.status) throw new Error('The answer and its body give two statuses.');
  return problem;
}

/** The answer to a delivery of nothing but this. */
export function taken(accepted: number, changes: object = {}) {
  return { accepted, duplicate: 0, ignored: 0, rejected: [], ...changes };
}
