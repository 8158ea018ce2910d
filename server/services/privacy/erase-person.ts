import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { erasuresSchema, erasureLossSchema, type ErasureLoss } from '@/domain/views/erasure';
import { holdAuditLogs } from '@/server/data/audit/audit-log';
import type { Transaction } from '@/server/data/database';
import { holdNetworks } from '@/server/data/detection/detection-due';
import { holdDecisions } from '@/server/data/events/decision-lock';
import { holdCollection } from '@/server/data/integrations/hold-collection';
import { lettersAbout } from '@/server/data/notifications/deliveries';
import { holdPeople, idsOfPerson, lockPeople } from '@/server/data/people/merge-people';
import {
  holdingsOfPerson,
  leaveScoring,
  removeDirectory,
  removeEvents,
  removePerson,
  removeRecords,
} from '@/server/data/privacy/erase-person';
import {
  forgetErasedNames,
  insertErasure,
  listErasures,
  putErasedRecords,
  standingErasures,
} from '@/server/data/privacy/erasures';
import { namesOfPerson } from '@/server/data/privacy/person-names';
import { auditEntriesOn, eraseFromAudit, scrubNames } from '@/server/data/privacy/scrub-names';
import { standIn } from '@/server/data/privacy/stand-ins';
import { erasedDigest } from '@/server/platform/erased-digest';
import { actorMay, nameOf } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { findPerson } from '@/server/services/people/grounds';

/** What would be lost if a person were erased, in counts. Nothing is changed. */
export const previewErasure = defineOperation({
  name: 'preview-erasure',
  http: { method: 'GET', path: '/api/v1/people/:id/erasure' },
  permission: 'people:answer',
  names: 'needed',
  input: z.object({ id: personIdSchema }),
  output: erasureLossSchema,
  audit: { none: 'It counts.' },
  effect: 'read',
  run: ({ accountId, tx }, { id }) => lossOf(accountId, tx, id),
});

/**
 * Erases a person on their request: raw records, events with their evidence, scores, names, habits, notes and what was
 * decided of them. It cannot be undone. Nobody else's score changes: where they were one of many that an attack aimed at,
 * they go on being counted, and are nobody. What is sent of them from now on is not kept, and counted.
 */
export const erasePerson = defineOperation({
  name: 'erase-person',
  http: { method: 'POST', path: '/api/v1/people/:id/erase' },
  permission: 'people:answer',
  stepUp: 'It cannot be undone.',
  byToken: 'refused',
  names: 'needed',
  input: z.object({
    id: personIdSchema,
    /** Their username, typed: that what is lost has been read. */
    confirm: z.string({ error: 'confirm: type the username of the person.' }).trim().max(300),
  }),
  output: z.object({ records: z.number().int(), events: z.number().int() }),
  audit: { entity: 'erasure' },
  effect: 'write',
  async run({ actor, accountId, tx, runtime, now, auditNow, announce }, { id: asked, confirm }) {
    // Pages and looks that are under way end first, and those after find the names among the erased. What a page holds when it
    // asks for decisions is held before them here, too: names and errors that name the person change below.
    await holdCollection(accountId, tx);
    await holdDecisions(accountId, tx);
    await holdNetworks(accountId, tx);
    await holdPeople(accountId, tx);
    const { username, ...loss } = await lossOf(accountId, tx, asked);
    if (confirm.toLowerCase() !== username.toLowerCase())
      throw Refusal.conflict(
        'confirm',
        `confirm: type ${username} to erase this person. ${wordsOf(loss)} are lost, and do not come back. Letters that were sent to members stay in mailboxes: ${loss.letters}.`,
      );
    const { person } = await findPerson(accountId, tx, asked);
    const personIds = await idsOfPerson(accountId, tx, person.id);
    await leaveScoring(accountId, tx, personIds);
    await lockPeople(accountId, tx, personIds);
    const names = await namesOfPerson(accountId, tx, personIds);
    const whom = { personIds, names: names.lower, integrationIds: names.integrationIds };
    await standIn(accountId, tx, whom);
    const records = await removeRecords(accountId, tx, whom);
    const events = await removeEvents(accountId, tx, personIds);
    const keys = names.known.flatMap(({ kind, value }) => (kind === 'key' ? value : []));
    await removeDirectory(accountId, tx, personIds, keys);
    await removePerson(accountId, tx, personIds);
    await scrubNames(accountId, tx, names.words);
    const erasureId = randomUUID();
    const gone = { records: records.length, events };
    await insertErasure(
      accountId,
      tx,
      { id: erasureId, at: new Date(now), byName: nameOf(actor), ...gone },
      names.known.map((name) => erasedDigest(runtime.auditKey, accountId, name.integrationId, name)),
    );
    await putErasedRecords(accountId, tx, records);
    // The entry of this act says which entries before it say nothing any more: PostgreSQL takes words for no other.
    await holdAuditLogs(tx, [accountId]);
    const entries = await auditEntriesOn(accountId, tx, personIds, names.words);
    const after = { ...loss, ...gone, entries: entries.map(Number), sealed: true };
    const by = await auditNow({ entityId: erasureId, after });
    await eraseFromAudit(accountId, tx, runtime.auditKey, entries, by);
    announce('people', 'events', 'members');
    return gone;
  },
});

/** Who was erased, without who it was, and what was sent of them since. */
export const listErasedPeople = defineOperation({
  name: 'list-erasures',
  http: { method: 'GET', path: '/api/v1/erasures' },
  permission: { anyMember: 'Whoever looks at data may know that some of it was erased.' },
  input: z.object({}),
  output: erasuresSchema,
  audit: { none: 'It names nobody.' },
  effect: 'read',
  async run({ actor, accountId, tx }) {
    const standing = await standingErasures(accountId, tx);
    return {
      erasures: (await listErasures(accountId, tx)).map(({ id, at, byName, lastKeptOutAt, ...counts }) => ({
        id,
        at: at.toISOString(),
        by: byName,
        lastKeptOutAt: lastKeptOutAt?.toISOString() ?? null,
        stands: standing.has(id),
        ...counts,
      })),
      mayAnswer: actorMay(actor, 'people:answer'),
    };
  },
});

/** Keeps from now on what is sent of somebody who was erased: they are met as somebody new. What was erased stays gone. */
export const liftErasure = defineOperation({
  name: 'lift-erasure',
  http: { method: 'POST', path: '/api/v1/erasures/:id/lift' },
  permission: 'people:answer',
  stepUp: 'What is sent of somebody who asked to be erased is kept again.',
  byToken: 'refused',
  input: z.object({ id: z.uuid('id: use the id of an erasure.') }),
  output: z.object({}),
  audit: { entity: 'erasure' },
  effect: 'write',
  async run({ accountId, tx, audit, announce }, { id }) {
    if (!(await listErasures(accountId, tx)).some((erasure) => erasure.id === id))
      throw Refusal.notFound('erasure');
    if (!(await forgetErasedNames(accountId, tx, id)))
      throw Refusal.conflict('id', 'What is sent of this person is kept already.');
    audit({ entityId: id, after: { kept: true } });
    announce('members');
    return {};
  },
});

async function lossOf(accountId: string, tx: Transaction, id: string): Promise<ErasureLoss> {
  const { person } = await findPerson(accountId, tx, id);
  const personIds = await idsOfPerson(accountId, tx, person.id);
  const { words } = await namesOfPerson(accountId, tx, personIds);
  const audit = (await auditEntriesOn(accountId, tx, personIds, words)).length;
  const letters = await lettersAbout(accountId, tx, personIds);
  return { ...(await holdingsOfPerson(accountId, tx, personIds)), audit, letters, username: person.username };
}

/** What is lost, in a sentence. */
function wordsOf(loss: Omit<ErasureLoss, 'username'>): string {
  const { records, events, earlier, decisions, notes, days, entries, audit } = loss;
  return `Raw records: ${records}; identity events: ${events}; earlier versions of events: ${earlier}; decisions: ${decisions}; notes and next steps: ${notes}; days of scores: ${days}; entries of the directory: ${entries}; entries of the audit log: ${audit}. They`;
}
