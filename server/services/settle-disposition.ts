import { z } from 'zod';
import { type DispositionState, isAccountWide, stateOf } from '@/domain/dispositions/disposition';
import { dispositionIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { decidedSchema, dispositionPreviewSchema } from '@/domain/views/disposition';
import type { Transaction } from '@/server/data/database';
import { holdDecisions } from '@/server/data/decision-lock';
import {
  approveDisposition,
  type DispositionRow,
  dispositionsByIds,
  endDisposition,
  findDisposition,
  lockDisposition,
} from '@/server/data/dispositions';
import { changedEvents } from '@/server/data/mark-events';
import { countMembersWith } from '@/server/data/members';
import { rolesAllowing } from '@/domain/permissions';
import { auditedChange, decideAnew, effectOf } from './disposition-effect';
import { defineOperation } from './operation';
import { deciderOf, isBy, subjectOf, timesOf } from './present-dispositions';

const input = z.object({ id: dispositionIdSchema });

/** What approving a proposal would do now, or taking back what is in force. */
export const previewSettlement = defineOperation({
  name: 'preview-settlement',
  http: { method: 'GET', path: '/api/v1/dispositions/:id/preview' },
  permission: 'events:triage',
  input,
  output: dispositionPreviewSchema,
  audit: { none: 'Nothing is decided yet.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, { id }) => {
    const row = (await dispositionsByIds(accountId, tx, [id])).get(id);
    if (row === undefined) throw Refusal.notFound('disposition');
    refuseUnlessOpen(row, now);
    const changed = await changedEvents(
      accountId,
      tx,
      { touchedBy: row },
      row.approvedAt === null ? { with: { ...row, approvedAt: new Date(now) } } : { without: id },
    );
    return {
      ...(await effectOf(accountId, tx, changed, now)),
      subject: subjectOf(row),
      needsApproval: row.approvedAt === null && isAccountWide(row.scope),
      approvers: await countMembersWith(accountId, tx, rolesAllowing('events:triage'), row.createdById),
    };
  },
});

/** Puts a proposal into force: by somebody else than who made it. */
export const approveProposal = defineOperation({
  name: 'approve-disposition',
  http: { method: 'POST', path: '/api/v1/dispositions/:id/approve' },
  permission: 'events:triage',
  input,
  output: decidedSchema,
  audit: { entity: 'disposition' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id }) => {
    const by = deciderOf(actor);
    const row = await held(accountId, tx, id);
    refuseUnlessProposed(row, now);
    if (isBy(row, by))
      throw new Refusal(
        'conflict',
        'You proposed this, so somebody else has to approve it. Ask another analyst or an administrator.',
      );
    await approveDisposition(accountId, tx, id, by, now);
    return settle(accountId, tx, { id, now, state: 'holding', audit, announce });
  },
});

/** Says no to what somebody else proposed. */
export const refuseProposal = defineOperation({
  name: 'refuse-disposition',
  http: { method: 'POST', path: '/api/v1/dispositions/:id/refuse' },
  permission: 'events:triage',
  input,
  output: decidedSchema,
  audit: { entity: 'disposition' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id }) => {
    const by = deciderOf(actor);
    const row = await held(accountId, tx, id);
    refuseUnlessProposed(row, now);
    if (isBy(row, by)) throw new Refusal('conflict', 'You proposed this yourself: withdraw it instead.');
    await endDisposition(accountId, tx, id, by, now);
    return settle(accountId, tx, { id, now, state: 'refused', audit, announce });
  },
});

/** Takes an own proposal back before anybody has answered it. */
export const withdrawProposal = defineOperation({
  name: 'withdraw-disposition',
  http: { method: 'POST', path: '/api/v1/dispositions/:id/withdraw' },
  permission: 'events:triage',
  input,
  output: decidedSchema,
  audit: { entity: 'disposition' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id }) => {
    const by = deciderOf(actor);
    const row = await held(accountId, tx, id);
    refuseUnlessProposed(row, now);
    if (!isBy(row, by)) throw new Refusal('conflict', 'Somebody else proposed this: refuse it instead.');
    await endDisposition(accountId, tx, id, by, now);
    return settle(accountId, tx, { id, now, state: 'withdrawn', audit, announce });
  },
});

/** Takes back what is in force: its events stand again as if it had never been. */
export const undoDisposition = defineOperation({
  name: 'undo-disposition',
  http: { method: 'POST', path: '/api/v1/dispositions/:id/undo' },
  permission: 'events:triage',
  input,
  output: decidedSchema,
  audit: { entity: 'disposition' },
  effect: 'write',
  run: async ({ accountId, actor, tx, now, audit, announce }, { id }) => {
    const row = await held(accountId, tx, id);
    const state = stateOf(timesOf(row), now);
    if (state === 'proposed')
      throw new Refusal(
        'conflict',
        'This is only proposed and decides nothing yet: withdraw or refuse it instead.',
      );
    if (state !== 'holding' && state !== 'expired') throw settled(state, row);
    await endDisposition(accountId, tx, id, deciderOf(actor), now);
    return settle(accountId, tx, { id, now, state: 'undone', audit, announce });
  },
});

/** The disposition, which nobody else changes until this is done. */
async function held(accountId: string, tx: Transaction, id: string): Promise<DispositionRow> {
  await holdDecisions(accountId, tx);
  const row = await lockDisposition(accountId, tx, id);
  if (row === null) throw Refusal.notFound('disposition');
  return row;
}

interface Settling {
  readonly id: string;
  readonly now: number;
  readonly state: z.infer<typeof decidedSchema>['state'];
  readonly audit: (change: { entityId: string; before?: unknown; after?: unknown }) => void;
  readonly announce: (...topics: ('events' | 'people')[]) => void;
}

/** Everything that follows from a disposition's new state, which is stored. */
async function settle(accountId: string, tx: Transaction, { id, now, state, audit, announce }: Settling) {
  const row = await findDisposition(accountId, tx, id);
  if (row === null) throw Refusal.notFound('disposition');
  const decided = await decideAnew(accountId, tx, { touchedBy: row }, now);
  audit({ entityId: id, ...auditedChange(row, decided) });
  announce('events', 'people');
  return { id, state, effect: decided.effect };
}

function refuseUnlessProposed(row: DispositionRow, now: number): void {
  const state = stateOf(timesOf(row), now);
  if (state === 'holding' || state === 'expired')
    throw new Refusal(
      'conflict',
      `${row.approvedByName ?? row.createdByName} has approved this already. Undo it to take it back.`,
    );
  if (state !== 'proposed') throw settled(state, row);
}

function refuseUnlessOpen(row: DispositionRow, now: number): void {
  const state = stateOf(timesOf(row), now);
  if (state === 'undone' || state === 'refused' || state === 'withdrawn') throw settled(state, row);
}

function settled(
  state: Exclude<DispositionState, 'proposed' | 'holding' | 'expired'>,
  row: DispositionRow,
): Refusal {
  const said = { undone: 'undone', refused: 'refused', withdrawn: 'withdrawn' }[state];
  return new Refusal(
    'conflict',
    `${row.undoneByName ?? 'Somebody'} has ${said} this already. Decide anew if it is wanted again.`,
  );
}
