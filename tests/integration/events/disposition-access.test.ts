import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePartitions } from '@/server/data/signals/signals';
import { listHidden } from '@/server/services/events/list-hidden';
import {
  approveProposal,
  refuseProposal,
  undoDisposition,
  withdrawProposal,
} from '@/server/services/events/settle-disposition';
import { execute } from '@/server/services/operation';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { harassed, member, newDesk } from '@/tests/setup/triage-desk';

const DAY = 86_400_000;
const NOW = Date.now();
const NOON = Math.floor((NOW - 4 * DAY) / DAY) * DAY + DAY / 2;

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [NOON]);
});
afterAll(() => house.close());

describe('who may decide, and how', () => {
  it('is administrators and analysts, and nobody of another account', async () => {
    const desk = await newDesk(house);
    await desk.commit([harassed(NOON)]);
    const [event] = await desk.events();
    const input = { scope: 'event', event: event?.id };
    for (const role of ['auditor', 'help_desk'] as const) {
      const actor = member(desk.accountId, 'Eve', role);
      await expect(desk.decide(input, actor)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(desk.preview(input, actor)).rejects.toMatchObject({ code: 'forbidden' });
    }
    const { id } = await desk.decide(input, member(desk.accountId, 'Max', 'full_administrator'));
    const stranger = await newDesk(house);
    await expect(stranger.decide(input)).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      stranger.preview({
        ...input,
        scope: 'person_kind',
        event: undefined,
        person: event?.personId,
        kind: 'novel_asn',
      }),
    ).rejects.toMatchObject({ code: 'not_found' });
    for (const operation of [undoDisposition, approveProposal, refuseProposal, withdrawProposal])
      await expect(stranger.settle(operation, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await desk.expectRecomputed()).toBe(1);
  });

  it('finds it in the register, with how many events it decides and hides', async () => {
    const desk = await newDesk(house);
    await desk.commit([harassed(NOON), harassed(NOON, { user: 'bob' })]);
    const [event] = await desk.events();
    const wide = await desk.decide({ scope: 'network', network: '198.51.100.7', reason: 'the office' });
    const one = await desk.decide({ scope: 'event', event: event?.id, verdict: 'confirmed' });
    const register = async (part: string, actor = desk.ben) => {
      const page = await execute(listHidden, { actor, runtime: desk.runtime, input: { part } });
      return { counts: page.counts, items: page.items };
    };
    expect(await register('waiting')).toMatchObject({
      counts: { waiting: 1, holding: 1, ended: 0 },
      items: [
        { id: wide.id, state: 'proposed', events: 0, own: false, subject: 'Everything from 198.51.100.7' },
      ],
    });
    expect((await register('waiting', desk.ada)).items).toMatchObject([{ own: true }]);
    await desk.settle(approveProposal, wide.id);
    expect((await register('holding', member(desk.accountId, 'Eve', 'auditor'))).items).toMatchObject([
      { id: one.id, verdict: 'confirmed', events: 1, hidden: 0 },
      {
        id: wide.id,
        verdict: 'benign',
        events: 1,
        hidden: 1,
        by: 'Ada',
        approvedBy: 'Ben',
        reason: 'the office',
      },
    ]);
    await desk.settle(undoDisposition, one.id);
    expect((await register('holding')).items).toMatchObject([{ id: wide.id, events: 2, hidden: 2 }]);
    expect((await register('ended')).items).toMatchObject([{ id: one.id, state: 'undone', undoneBy: 'Ben' }]);
  });

  it('is in the audit log: who, what, before and after', async () => {
    const desk = await newDesk(house);
    await desk.commit([harassed(NOON), harassed(NOON, { user: 'bob' })]);
    const { id } = await desk.decide({ scope: 'network', network: '198.51.100.7', reason: 'the office' });
    await desk.settle(approveProposal, id);
    await desk.settle(undoDisposition, id, desk.ada);
    const entries = await house.sql(
      `SELECT "actorName", action, entity, "entityId", before, after FROM audit_entry WHERE "accountId" = $1 ORDER BY seq`,
      [desk.accountId],
    );
    expect(entries).toMatchObject([
      {
        actorName: 'Ada',
        action: 'decide-events',
        entity: 'disposition',
        entityId: id,
        before: { events: {} },
        after: { network: '198.51.100.7', reason: 'the office', inForce: false, events: {} },
      },
      {
        actorName: 'Ben',
        action: 'approve-disposition',
        before: { events: { undecided: 2 } },
        after: { inForce: true, events: { benign: 2 }, people: 2, fall: 2 },
      },
      {
        actorName: 'Ada',
        action: 'undo-disposition',
        before: { events: { benign: 2 } },
        after: { inForce: false, events: { undecided: 2 }, rise: 2 },
      },
    ]);
  });

  it.each([
    [{ scope: 'event' }, 'event', /say it/],
    [{ scope: 'event', event: 'x' }, 'event', /not an identity event id/],
    [
      { scope: 'event', event: randomUUID(), expiresAt: new Date(NOW + DAY).toISOString() },
      'expiresAt',
      /stays decided/,
    ],
    [{ scope: 'event', event: randomUUID(), network: '1.2.3.4' }, 'network', /does not take it/],
    [{ scope: 'person_kind', person: randomUUID() }, 'kind', /say it/],
    [{ scope: 'person_kind', person: randomUUID(), kind: 'nothing' }, 'kind', /name a kind/],
    [{ scope: 'network', network: '198.51.100' }, 'network', /write an address/],
    [{ scope: 'network', network: '0.0.0.0/0' }, 'network', /large part of the internet/],
    [{ scope: 'network', network: '::/0' }, 'network', /large part of the internet/],
    [{ scope: 'network', network: '' }, 'network', /say it/],
    [{ scope: 'application', application: '' }, 'application', /say it/],
    [
      { scope: 'application', application: 'x', expiresAt: new Date(NOW - DAY).toISOString() },
      'expiresAt',
      /has passed/,
    ],
    [{ scope: 'application', application: 'x', expiresAt: 'tomorrow' }, 'expiresAt', /Write the instant/],
    [{ scope: 'application', application: 'x', reason: ' ' }, 'reason', /say why/],
    [{ scope: 'application', application: 'x', verdict: 'fine' }, 'verdict', /choose one of/],
    [{ scope: 'everybody' }, 'scope', /choose one of/],
  ])('is told what is wrong with %j', async (input, field, sentence) => {
    const desk = await newDesk(house);
    const refused = desk.decide(input);
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input', fields: [{ field }] });
    await expect(refused).rejects.toThrow(sentence);
  });
});
