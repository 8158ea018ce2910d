import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Transaction } from '@/server/data/database';
import { holdDecisions } from '@/server/data/events/decision-lock';
import { holdIntegration } from '@/server/data/integrations/integrations';
import { quarantineRecords } from '@/server/data/integrations/quarantine';
import { claimStream, keepLease } from '@/server/data/integrations/stream-lease';
import { holdPeople } from '@/server/data/people/merge-people';
import { commitPage } from '@/server/services/collection/commit-page';
import { deleteIntegration } from '@/server/services/integrations/delete-integration';
import { purgeIntegration } from '@/server/services/integrations/purge-integration';
import { removeFromQuarantine } from '@/server/services/integrations/try-quarantine';
import { execute } from '@/server/services/operation';
import { erasePerson } from '@/server/services/privacy/erase-person';
import { fetchedPage, signInPage } from '@/tests/setup/duo-record';
import { member } from '@/tests/setup/triage-desk';
import {
  answerOf,
  openWebhookHouse,
  reported,
  taken,
  type Webhook,
  type WebhookHouse,
} from '@/tests/setup/webhook-house';

const USER = 'zilpzalp';

let house: WebhookHouse;
beforeAll(async () => {
  house = await openWebhookHouse();
});
afterAll(() => house.close());

/** A webhook that is called by somebody, whose stream failed about them. */
let own: Webhook;
let personId: unknown;
beforeEach(async () => {
  own = await house.connect();
  await answerOf(await house.deliver(own, { events: [reported({ person: { username: USER } })] }));
  const { accountId } = own;
  await house.sql(`UPDATE integration SET name = $2 WHERE "accountId" = $1`, [accountId, `CORP\\${USER}`]);
  await house.sql(`UPDATE stream SET "errorDetail" = $2 WHERE "accountId" = $1`, [
    accountId,
    JSON.stringify({ message: `${USER} is unknown` }),
  ]);
  const [person] = await house.sql(`SELECT id FROM person WHERE "accountId" = $1`, [accountId]);
  personId = person?.['id'];
});

const erase = () =>
  execute(erasePerson, {
    actor: member(own.accountId, 'Grace', 'hrcc_administrator'),
    runtime: house.runtime,
    input: { id: personId, confirm: USER },
  });
const deliver = async () => answerOf(await house.deliver(own, { events: [reported()] }));

/** A page of a poll that brings figures, as `commitFetched` commits it. */
async function poll(): Promise<number> {
  const { accountId, integrationId } = own;
  const key = { integrationId, stream: 'events' };
  const claimed = await house.runtime.database.inAccount(accountId, (tx) =>
    claimStream(accountId, tx, key, { owner: 'test', leaseMs: 60_000, isTest: false }),
  );
  return house.runtime.database.inAccount(accountId, async (tx) => {
    await holdIntegration(accountId, tx, integrationId);
    await keepLease(accountId, tx, { ...key }, claimed?.fence ?? 0n);
    const page = signInPage(integrationId, fetchedPage([]), { stream: 'events' });
    return (await commitPage(accountId, tx, page)).figures.fetched;
  });
}

/** Starts both in this order, each until it waits, while a lock is held that the first one needs; then lets them go. */
async function atOnce<A, B>(
  hold: (accountId: string, tx: Transaction) => Promise<void>,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[PromiseSettledResult<A>, PromiseSettledResult<B>]> {
  const gate = new EventEmitter();
  const [held, letGo] = [once(gate, 'held'), once(gate, 'letGo')];
  const holding = house.runtime.database.inAccount(own.accountId, async (tx) => {
    await hold(own.accountId, tx);
    gate.emit('held');
    await letGo;
  });
  await held;
  const one = first();
  await waiting(1);
  const two = second();
  await waiting(2);
  gate.emit('letGo');
  const [, ...both] = await Promise.allSettled([holding, one, two]);
  return both;
}

async function waiting(many: number): Promise<void> {
  const sql = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await expect.poll(() => house.sql(sql), { timeout: 10_000 }).toHaveLength(many);
}

const done = (value: unknown) => ({ status: 'fulfilled', value });
const ERASED_ONE = done({ records: 1, events: 1 });

async function expectUnnamed(): Promise<void> {
  const rows = await house.sql(
    `SELECT i.name, s."errorDetail" FROM integration i JOIN stream s ON s."accountId" = i."accountId"
       AND s."integrationId" = i.id WHERE i."accountId" = $1`,
    [own.accountId],
  );
  expect(rows).toMatchObject([{ name: 'CORP\\erased person' }]);
  expect(JSON.stringify(rows)).not.toContain(USER);
}

describe('somebody is erased, after whom an integration is called and about whom a stream failed', () => {
  it('while a delivery comes in', async () => {
    expect(await atOnce(holdPeople, erase, deliver)).toEqual([ERASED_ONE, done(taken(1))]);
    await expectUnnamed();
  });

  it('after a delivery that came in before', async () => {
    expect(await atOnce(holdDecisions, deliver, erase)).toEqual([done(taken(1)), ERASED_ONE]);
    await expectUnnamed();
  });

  it('while a page of a poll is committed that writes to the integration', async () => {
    expect(await atOnce(holdPeople, erase, poll)).toEqual([ERASED_ONE, done(0)]);
    await expectUnnamed();
  });

  it('after such a page that came before', async () => {
    expect(await atOnce(holdDecisions, poll, erase)).toEqual([done(0), ERASED_ONE]);
    await expectUnnamed();
  });

  it('while what names them is removed from the quarantine', async () => {
    const { accountId, integrationId } = own;
    const bytes = Buffer.from(`{"user":"${USER}"}`);
    const record = { hash: Buffer.alloc(16, 7), bytes, reason: 'unreadable', detail: `Of ${USER}.` };
    await house.runtime.database.inAccount(accountId, (tx) =>
      quarantineRecords(accountId, tx, { integrationId, stream: 'events' }, Date.now(), [record]),
    );
    const remove = () =>
      execute(removeFromQuarantine, {
        actor: own.actor,
        runtime: house.runtime,
        input: { id: integrationId, reason: 'unreadable' },
      });
    const [erased, removed] = await atOnce(holdPeople, erase, remove);
    expect([erased, removed.status]).toEqual([ERASED_ONE, 'fulfilled']);
    await expectUnnamed();
  });

  it('while the last of an integration is removed', async () => {
    const other = await house.connect(own.actor);
    const [{ name } = { name: null }] = await house.sql('SELECT name FROM integration WHERE id = $1', [
      other.integrationId,
    ]);
    const by = { actor: own.actor, runtime: house.runtime };
    const id = other.integrationId;
    await execute(deleteIntegration, { ...by, input: { id, name, keep: 'nothing' } });
    const purge = () => execute(purgeIntegration, { ...by, input: { id } });
    expect(await atOnce(holdDecisions, erase, purge)).toEqual([ERASED_ONE, done({ outcome: 'done' })]);
    await expectUnnamed();
  });
});
