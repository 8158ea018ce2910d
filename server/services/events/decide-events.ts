import { randomUUID } from 'node:crypto';
import { type DispositionScope, isAccountWide, isDismissal } from '@/domain/dispositions/disposition';
import {
  type DispositionWish,
  dispositionWishSchema,
  newDispositionSchema,
  scopeOf,
} from '@/domain/dispositions/wish';
import { Refusal } from '@/domain/refusal';
import { decidedSchema, dispositionPreviewSchema } from '@/domain/views/disposition';
import type { Transaction } from '@/server/data/database';
import { changedEvents } from '@/server/data/detection/mark-events';
import { holdDecisions } from '@/server/data/events/decision-lock';
import {
  type Decider,
  type DispositionRow,
  draftDisposition,
  insertDisposition,
} from '@/server/data/events/dispositions';
import { findEventRow } from '@/server/data/events/event-list';
import { countMembersWith } from '@/server/data/members/members';
import { peopleByIds } from '@/server/data/people/person-list';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { defineOperation } from '@/server/services/operation';
import { auditedChange, decideAnew, effectOf } from './disposition-effect';
import { deciderOf, subjectOf } from './present-dispositions';

/** What a decision would do, before it is made: reckoned by the query and the arithmetic that would do it. */
export const previewDisposition = defineOperation({
  name: 'preview-disposition',
  http: { method: 'GET', path: '/api/v1/dispositions/preview' },
  permission: 'events:triage',
  input: dispositionWishSchema,
  output: dispositionPreviewSchema,
  audit: { none: 'Nothing is decided yet.' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now }, wish) => {
    const by = deciderOf(actor);
    const { row, personName } = await draft(accountId, tx, wish, { reason: '', by, now });
    const changed = await changedEvents(
      accountId,
      tx,
      { touchedBy: row },
      { with: { ...row, approvedAt: new Date(now) } },
    );
    return {
      ...(await effectOf(accountId, tx, changed, now)),
      subject: subjectOf({ ...row, personName }),
      needsApproval: isAccountWide(row.scope),
      approvers: await countMembersWith(accountId, tx, 'events:triage', by.id),
    };
  },
});

/**
 * Decides of events. What reaches everybody in the account only becomes a proposal: it hides nothing until another
 * member approves it.
 */
export const decideEvents = defineOperation({
  name: 'decide-events',
  http: { method: 'POST', path: '/api/v1/dispositions' },
  permission: 'events:triage',
  stepUp: 'It hides what is there and what is still to come.',
  stepUpFor: ({ verdict, scope }) => isDismissal(verdict) && scope !== 'event',
  byToken: 'allowed',
  input: newDispositionSchema,
  output: decidedSchema,
  audit: { entity: 'disposition' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { reason, ...wish }) => {
    const { row } = await draft(accountId, tx, wish, { reason, by: deciderOf(actor), now });
    await holdDecisions(accountId, tx);
    await insertDisposition(accountId, tx, row);
    const decided = await decideAnew(accountId, tx, { touchedBy: row }, now);
    audit({ entityId: row.id, ...auditedChange(row, decided), personId: row.personId });
    announce('events', 'people');
    return {
      id: row.id,
      state: row.approvedAt === null ? ('proposed' as const) : ('holding' as const),
      effect: decided.effect,
    };
  },
});

/** The disposition that is wished for, not stored. @throws Refusal where its event or person is not there */
async function draft(
  accountId: string,
  tx: Transaction,
  wish: DispositionWish,
  { reason, by, now }: { readonly reason: string; readonly by: Decider; readonly now: number },
): Promise<{ row: DispositionRow; personName: string | null }> {
  const expiresAt = wish.expiresAt === undefined ? null : Date.parse(wish.expiresAt);
  if (expiresAt !== null && expiresAt <= now)
    throw Refusal.invalid('expiresAt', 'expiresAt: this instant has passed. Choose a later one, or none.');
  const covers = scopeOf(wish);
  const subject = await subjectFor(accountId, tx, covers);
  const row = draftDisposition({
    id: randomUUID(),
    verdict: wish.verdict,
    covers,
    about: subject.about,
    reason,
    expiresAt,
    by,
    now,
    inForce: !isAccountWide(covers.scope),
  });
  return { row, personName: subject.personName };
}

async function subjectFor(accountId: string, tx: Transaction, covers: DispositionScope) {
  switch (covers.scope) {
    case 'event': {
      const event = await findEventRow(accountId, tx, covers.eventId);
      if (event === null) throw Refusal.notFound('identity event');
      return { about: { personId: event.personId, kind: event.kind }, personName: event.personName };
    }
    case 'person_kind': {
      const { number } = await currentPolicy(accountId, tx);
      const [person] = await peopleByIds(accountId, tx, number, [covers.personId]);
      if (person === undefined) throw Refusal.notFound('person');
      return { about: null, personName: person.name };
    }
    case 'network':
    case 'application':
      return { about: null, personName: null };
  }
}
