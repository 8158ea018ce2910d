import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markEvents } from '@/server/data/detection/mark-events';
import { ensurePartitions } from '@/server/data/signals/signals';
import { approveProposal, undoDisposition } from '@/server/services/events/settle-disposition';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { harassed, newDesk, novel } from '@/tests/setup/triage-desk';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.now();
const NOON = Math.floor((NOW - 4 * DAY) / DAY) * DAY + 12 * HOUR;

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [NOON - 5 * DAY, NOON, NOW + DAY]);
});
afterAll(() => house.close());

describe('decisions and pages at once', () => {
  it('leave no event beside a decision that neither of them saw', async () => {
    const desk = await newDesk(house);
    await desk.commit(['ada', 'bob', 'eve'].map((user) => harassed(NOON, { user })));
    const [event] = await desk.events();
    const proposals = await Promise.all(
      [1, 2, 3].map(() => desk.decide({ scope: 'network', network: '198.51.100.0/24' })),
    );
    await Promise.all([
      ...Array.from({ length: 12 }, (_, index) =>
        desk.commit(['ada', 'bob', 'eve', `n${index}`].map((user) => novel(NOON + index * 60_000, { user }))),
      ),
      ...proposals.map(({ id }) => desk.settle(approveProposal, id)),
      desk.decide({ scope: 'person_kind', person: event?.personId, kind: 'novel_asn', verdict: 'confirmed' }),
      desk.decide({ scope: 'event', event: event?.id, verdict: 'false_positive' }),
    ]);
    await desk.expectRecomputed();
    await Promise.all([
      ...proposals.map(({ id }) => desk.settle(undoDisposition, id)),
      ...Array.from({ length: 6 }, (_, index) =>
        desk.commit(['ada', 'bob'].map((user) => novel(NOON + DAY + index, { user }))),
      ),
    ]);
    await desk.expectRecomputed();
  });

  it('give, in any order, marks and scores that follow from events and decisions alone', async () => {
    const user = fc.constantFrom('ada', 'bob', 'eve');
    const ip = fc.constantFrom('198.51.100.7', '198.51.100.130', '203.0.113.9', '2001:db8::7');
    const verdict = fc.constantFrom('confirmed', 'benign', 'false_positive');
    const kind = fc.constantFrom('novel_asn', 'push_harassment');
    const step = fc.oneof(
      fc.record({ does: fc.constant('commit' as const), user, ip, kind, hour: fc.nat(90) }),
      fc.record({ does: fc.constant('one' as const), verdict, pick: fc.nat(20) }),
      fc.record({ does: fc.constant('kind' as const), verdict, pick: fc.nat(20) }),
      fc.record({
        does: fc.constant('wide' as const),
        verdict,
        scope: fc.constantFrom(
          { scope: 'network', network: '198.51.100.0/25' },
          { scope: 'network', network: '198.51.0.0/16', kind: 'novel_asn' },
          { scope: 'network', network: '2001:db8::/32' },
          { scope: 'application', application: 'Salesforce' },
          { scope: 'application', application: 'Salesforce', kind: 'push_harassment' },
        ),
      }),
      fc.record({ does: fc.constant('undo' as const), pick: fc.nat(20) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 18 }), async (steps) => {
        const desk = await newDesk(house);
        await desk.commit([harassed(NOON)]);
        const made: string[] = [];
        for (const did of steps) {
          const events = await desk.events();
          const chosen = 'pick' in did ? events[did.pick % events.length] : undefined;
          if (did.does === 'commit') {
            const wish = { user: did.user, ip: did.ip };
            const at = NOON + did.hour * HOUR;
            await desk.commit([did.kind === 'novel_asn' ? novel(at, wish) : harassed(at, wish)]);
          } else if (did.does === 'one') {
            made.push((await desk.decide({ scope: 'event', event: chosen?.id, verdict: did.verdict })).id);
          } else if (did.does === 'kind') {
            const scope = { scope: 'person_kind', person: chosen?.personId, kind: chosen?.kind };
            made.push((await desk.decide({ ...scope, verdict: did.verdict })).id);
          } else if (did.does === 'wide') {
            const { id } = await desk.decide({ ...did.scope, verdict: did.verdict });
            await desk.settle(approveProposal, id);
            made.push(id);
          } else {
            const [id] = made.splice(did.pick % Math.max(1, made.length), 1);
            if (id !== undefined) await desk.settle(undoDisposition, id);
          }
        }
        await desk.expectRecomputed();
        for (const id of made) await desk.settle(undoDisposition, id);
        expect(await desk.expectRecomputed()).toBe(0);
      }),
      { numRuns: 12 },
    );
  });

  it('can be marked anew, whatever the marks were', async () => {
    const desk = await newDesk(house);
    await desk.commit([harassed(NOON), novel(NOON), novel(NOON, { user: 'bob' })]);
    const [event] = await desk.events();
    await desk.decide({ scope: 'event', event: event?.id });
    await house.sql(
      `UPDATE identity_event SET "dispositionId" = NULL, disposition = NULL WHERE "accountId" = $1`,
      [desk.accountId],
    );
    await house.sql(`UPDATE event_counter SET events = events + 1 WHERE "accountId" = $1 AND kind = $2`, [
      desk.accountId,
      event?.kind,
    ]);
    const people = (await desk.events()).map(({ personId }) => String(personId));
    await house.runtime.database.inAccount(desk.accountId, (tx) =>
      markEvents(desk.accountId, tx, { people }),
    );
    expect(await desk.expectRecomputed()).toBe(1);
  });
});
