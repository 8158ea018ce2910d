import { z } from 'zod';
import { policyChanges } from '@/domain/scoring/policy-changes';
import { type Move, startReplay } from '@/domain/scoring/replay';
import { replayProgressSchema, replaySchema } from '@/domain/views/scoring';
import { countAllPeople, peopleByIds } from '@/server/data/people/person-list';
import { type ReplayedPerson, replayedPeople } from '@/server/data/scoring/replayed-people';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { defineOperation } from '@/server/services/operation';
import { presentFactor } from '@/server/services/people/present-person';
import { draftPolicy } from './draft-policy';

/** People a transaction: none is open for longer than a moment, however many there are. */
const PEOPLE = 2_000;
const MOST_CHANGED = 100;
const MOST_LARGEST = 10;

/**
 * Replays a draft over the stored events of everybody, beside the policy in force: who would change band, and the
 * largest moves, at one instant. Reports how far it is. Nothing is stored.
 */
export const previewPolicy = defineOperation({
  name: 'preview-policy',
  http: { method: 'POST', path: '/api/v1/scoring/preview' },
  permission: 'policy:write',
  input: z.object({ policy: z.unknown() }),
  output: replaySchema,
  progress: replayProgressSchema,
  audit: { none: 'Nothing changes.' },
  effect: 'external',
  run: async ({ accountId, transaction, report, now }, input) => {
    const draft = draftPolicy(input.policy);
    const { current, total } = await transaction(async (tx) => ({
      current: await currentPolicy(accountId, tx),
      total: await countAllPeople(accountId, tx),
    }));
    const policies = { before: current.policy, after: draft };
    const replay = startReplay(policies, now, { changed: MOST_CHANGED, largest: MOST_LARGEST });
    let done = 0;
    report({ done, total });
    let last: string | null = null;
    let more = true;
    while (more) {
      const from = last;
      const batch: ReplayedPerson[] = await transaction((tx) => replayedPeople(accountId, tx, from, PEOPLE));
      for (const { id, events, criticality } of batch) replay.add(id, events, criticality);
      done += batch.length;
      report({ done, total: Math.max(total, done) });
      last = batch.at(-1)?.id ?? last;
      more = batch.length === PEOPLE;
    }
    const { before, after, changed, largest, ...counts } = replay.result();
    const ids = [...new Set([...changed, ...largest].map(({ personId }) => personId))];
    const people = await transaction((tx) => peopleByIds(accountId, tx, current.number, ids));
    const names = new Map(people.map(({ id, name }) => [id, name]));
    // Who was merged into somebody else meanwhile is no longer there.
    const present = ({ personId, ...move }: Move) => {
      const name = names.get(personId);
      if (name === undefined) return [];
      return [
        {
          person: { id: personId, name },
          before: presentFactor(move.before),
          after: presentFactor(move.after),
        },
      ];
    };
    return {
      at: new Date(now).toISOString(),
      policy: current.number,
      changes: policyChanges(current.policy, draft),
      ...counts,
      bands: { before, after },
      changed: changed.flatMap(present),
      largest: largest.flatMap(present),
    };
  },
});
