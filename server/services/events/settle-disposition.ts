import { z } from 'zod';
import { type DispositionState, isAccountWide, stateOf } from '@/domain/dispositions/disposition';
import { dispositionIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { decidedSchema, dispositionPreviewSchema } from '@/domain/views/disposition';
import { changedEvents } from '@/server/data/detection/mark-events';
import { holdDecisions } from '@/server/data/events/decision-lock';
import {
  approveDisposition,
  type Decider,
  type DispositionRow,
  dispositionsByIds,
  endDisposition,
  findDisposition,
  lockDisposition,
} from '@/server/data/events/dispositions';
import { countMembersWith } from '@/server/data/members/members';
import { defineOperation } from '@/server/services/operation';
import { auditedChange, decideAnew, effectOf } from './disposition-effect';
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
      approvers: await countMembersWith(accountId, tx, 'events:triage', row.createdById),
    };
  },
});

/** Puts a proposal into force: by somebody else than who made it. */
export const approveProposal = settlement({
  how: 'approve',
  becomes: 'holding',
  stepUp: 'It hides what is there and what is still to come, for everybody in the account.',
  refuse: (row, by, now) => {
    refuseUnlessProposed(row, now);
    if (isBy(row, by))
      throw new Refusal(
        'conflict',
        'You proposed this, so somebody else has to approve it. Ask another analyst or an administrator.',
      );
  },
});

/** Says no to what somebody else proposed. */
export const refuseProposal = settlement({
  how: 'refuse',
  becomes: 'refused',
  refuse: (row, by, now) => {
    refuseUnlessProposed(row, now);
    if (isBy(row, by)) throw new Refusal('conflict', 'You proposed this yourself: withdraw it instead.');
  },
});

/** Takes an own proposal back before anybody has answered it. */
export const withdrawProposal = settlement({
  how: 'withdraw',
  becomes: 'withdrawn',
  refuse: (row, by, now) => {
    refuseUnlessProposed(row, now);
    if (!isBy(row, by)) throw new Refusal('conflict', 'Somebody else proposed this: refuse it instead.');
  },
});

/** Takes back what is in force: its events stand again as if it had never been. */
export const undoDisposition = settlement({
  how: 'undo',
  becomes: 'undone',
  refuse: (row, _by, now) => {
    const state = stateOf(timesOf(row), now);
    if (state === 'proposed')
      throw new Refusal(
        'conflict',
        'This is only proposed and decides nothing yet: withdraw or refuse it instead.',
      );
    if (state !== 'holding' && state !== 'expired') throw settled(state, row);
  },
});

/** One way in which a disposition comes into force or ends. */
interface Settlement {
  readonly how: 'approve' | 'refuse' | 'withdraw' | 'undo';
  readonly becomes: z.infer<typeof decidedSchema>['state'];
  /** Why it is dangerous; what shows events again is not. */
  readonly stepUp?: string;
  /** Throws where it cannot be done with this one, or not by them. */
  readonly refuse: (row: DispositionRow, by: Decider, now: number) => void;
}

/** The operation that settles a disposition so, with everything that follows for its events. */
function settlement({ how, becomes, stepUp, refuse }: Settlement) {
  return defineOperation({
    name: `${how}-disposition`,
    http: { method: 'POST', path: `/api/v1/dispositions/:id/${how}` },
    permission: 'events:triage',
    ...(stepUp === undefined ? {} : { stepUp, byToken: 'allowed' as const }),
    input,
    output: decidedSchema,
    audit: { entity: 'disposition' },
    effect: 'write',
    run: async ({ accountId, actor, tx, now, audit, announce }, { id }) => {
      const by = deciderOf(actor);
      await holdDecisions(accountId, tx);
      const before = await lockDisposition(accountId, tx, id);
      if (before === null) throw Refusal.notFound('disposition');
      refuse(before, by, now);
      await (becomes === 'holding' ? approveDisposition : endDisposition)(accountId, tx, id, by, now);
      const row = await findDisposition(accountId, tx, id);
      if (row === null) throw Refusal.notFound('disposition');
      const decided = await decideAnew(accountId, tx, { touchedBy: row }, now);
      audit({ entityId: id, ...auditedChange(row, decided), personId: row.personId });
      announce('events', 'people');
      return { id, state: becomes, effect: decided.effect };
    },
  });
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
