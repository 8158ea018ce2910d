import { z } from 'zod';
import { detectPerson, PERSON_KINDS, type PersonHistory } from '@/domain/detection/derived/detect-person';
import type { DetectorSettings, SettingsHistory } from '@/domain/detection/derived/detector-settings';
import { surroundingsOf } from '@/domain/detection/derived/surroundings';
import { EVENT_CATALOGUE, type EventKind } from '@/domain/event-catalogue';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { detectorTrialSchema, trialProgressSchema } from '@/domain/views/detectors';
import { settingsHistory } from '@/server/data/detection/detector-settings';
import { countPeopleSeen, peopleSeen } from '@/server/data/detection/person-habits';
import { attacksOnPeople } from '@/server/data/detection/source-attacks';
import { defineOperation } from '@/server/services/operation';
import { personHistories } from '@/server/services/people/person-histories';
import { draftAttacks } from './draft-attacks';
import { detectorDraft } from './draft-detectors';
import { fitting, planLooks } from './plan-looks';

/** People a transaction at most, and fewer where their records would not fit into memory together. */
const PEOPLE = 40;

/**
 * Runs the derived detectors over the stored sign-ins of a period, by the settings in force and by a draft, and says what
 * would be found more and fewer. Attacks on many people are tried as well, from the stored tries of each network, and so is
 * what makes a network an egress and a quarter of an hour an outage. Reports how far it is. Nothing is stored.
 */
export const previewDetectors = defineOperation({
  name: 'preview-detectors',
  http: { method: 'POST', path: '/api/v1/detectors/preview' },
  permission: 'policy:write',
  input: z.object({
    ...detectorDraft,
    days: z
      .number('days: give a number of days from 1 to 30.')
      .int('days: give a whole number of days.')
      .min(1, 'days: give at least 1 day.')
      .max(30, 'days: give at most 30 days.'),
  }),
  output: detectorTrialSchema,
  progress: trialProgressSchema,
  audit: { none: 'Nothing changes.' },
  effect: 'external',
  run: async ({ accountId, runtime, transaction, report, now }, { thresholds, off, days }) => {
    const from = now - days * DAY_MS;
    const { settings, total } = await transaction(async (tx) => ({
      settings: await settingsHistory(accountId, tx),
      total: await countPeopleSeen(accountId, tx, from),
    }));
    const newest = settings.at(-1) ?? settings[0];
    const draft = { number: newest.number + 1, from, thresholds, off };
    const drafted = draftedHistory(settings, draft);
    const attacks = await draftAttacks(accountId, transaction, drafted, { from, to: now });
    const counts = new Map(PERSON_KINDS.map((kind) => [kind, { now: 0, then: 0, more: 0, fewer: 0 }]));
    let done = 0;
    report({ done, total });
    for (let after: string | null = null; ;) {
      const last: string | null = after;
      const ids: string[] = await transaction((tx) => peopleSeen(accountId, tx, from, last, PEOPLE));
      const { histories, standing } = await transaction(async (tx) => ({
        histories: await personHistories(
          { accountId, runtime, settings },
          tx,
          fitting(await planLooks(accountId, tx, settings, new Map(ids.map((id) => [id, from])))),
        ),
        standing: await attacksOnPeople(accountId, tx, ids, 0, attacks.fromDay),
      }));
      for (const { history, knowledge } of histories) {
        const { personId } = history;
        const sprays = attacks.sprays(knowledge.sprays);
        const then = {
          ...history,
          settings: drafted,
          targeted: [...(standing.get(personId) ?? []), ...attacks.targeted(personId)],
          surroundings: surroundingsOf({ ...knowledge, sprays }, runtime.geography, drafted),
        };
        compare(history, then, from, counts);
      }
      done += histories.length;
      report({ done, total: Math.max(total, done) });
      after = histories.at(-1)?.history.personId ?? null;
      if (after === null || (ids.length < PEOPLE && histories.length === ids.length)) break;
    }
    return {
      from: new Date(from).toISOString(),
      to: new Date(now).toISOString(),
      people: done,
      kinds: [...counts].map(([kind, count]) => ({ kind, label: EVENT_CATALOGUE[kind].label, ...count })),
    };
  },
});

/** The settings that there have been, and from its instant on a draft. */
function draftedHistory(settings: SettingsHistory, draft: DetectorSettings): SettingsHistory {
  const [first, ...rest] = settings.filter(({ from }) => from < draft.from);
  return first === undefined ? [draft] : [first, ...rest, draft];
}

function compare(
  now: PersonHistory,
  then: PersonHistory,
  from: number,
  counts: ReadonlyMap<EventKind, { now: number; then: number; more: number; fewer: number }>,
): void {
  const keysOf = (history: PersonHistory): Map<string, EventKind> =>
    new Map(
      detectPerson(history)
        .candidates.filter(({ occurredAt }) => occurredAt >= from)
        .map(({ kind, anchor }) => [`${kind} ${anchor}`, kind]),
    );
  const before = keysOf(now);
  const after = keysOf(then);
  for (const [key, kind] of before) add(counts.get(kind), 'now', after.has(key) ? null : 'fewer');
  for (const [key, kind] of after) add(counts.get(kind), 'then', before.has(key) ? null : 'more');
}

function add(
  count: { now: number; then: number; more: number; fewer: number } | undefined,
  which: 'now' | 'then',
  change: 'more' | 'fewer' | null,
): void {
  if (count === undefined) return;
  count[which] += 1;
  if (change !== null) count[change] += 1;
}
