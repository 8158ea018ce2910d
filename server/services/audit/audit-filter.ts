import { z } from 'zod';
import { instantSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import type { AuditEntryView } from '@/domain/views/audit';
import type { AuditFilter, AuditRow } from '@/server/data/audit/audit-list';
import type { Transaction } from '@/server/data/database';
import type { NamesInAnswer } from '@/server/services/privacy/names-in-answers';
import type { Actor } from '@/server/services/actor';
import { subjectsOf } from './entry-subjects';
import { idsCalled } from './ids-called';

/** What a list of audit entries may be narrowed to. */
export const auditFilterSchema = z.object({
  q: z.string().trim().max(100, 'q: use at most 100 characters.').optional(),
  action: z
    .string()
    .regex(/^[a-z][a-z-]{0,60}$/, 'action: use the name of an operation.')
    .optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
});

/** @throws Refusal where entries are looked for by words of somebody who is not shown the names in them */
export async function auditFilterOf(
  accountId: string,
  tx: Transaction,
  actor: Actor,
  { q, action, from, to }: z.output<typeof auditFilterSchema>,
  { withheld }: Pick<NamesInAnswer, 'withheld'>,
): Promise<AuditFilter> {
  if (withheld && q !== undefined && q !== '')
    throw Refusal.invalid(
      'q',
      'q: names are withheld from your role, and a search of the log would tell them. Narrow it by action or time.',
    );
  const text = q === undefined || q === '' ? null : q;
  return {
    text,
    named: text === null ? [] : await idsCalled(accountId, tx, actor, text),
    action: action ?? null,
    from: from === undefined ? null : Date.parse(from),
    to: to === undefined ? null : Date.parse(to),
  };
}

/** Entries as they cross the API. */
export async function presentAuditRows(
  accountId: string,
  tx: Transaction,
  rows: readonly AuditRow[],
): Promise<AuditEntryView[]> {
  const subjects = await subjectsOf(accountId, tx, rows);
  return rows.map((row) => presentAuditRow(row, subjects.get(row.seq)));
}

const NOTHING: AuditEntryView['subject'] = { person: null, member: null, thing: null };

function presentAuditRow(row: AuditRow, subject = NOTHING): AuditEntryView {
  return {
    seq: row.seq.toString(),
    at: row.at.toISOString(),
    actor: {
      kind: row.actorKind === 'member' || row.actorKind === 'token' ? row.actorKind : 'system',
      id: row.actorId,
      name: row.actorName,
    },
    action: row.action,
    entity: row.entity,
    entityId: row.entityId,
    subject,
    before: row.before ?? null,
    after: row.after ?? null,
    address: row.address,
  };
}
