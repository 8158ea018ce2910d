import { PERSON_KINDS } from '@/domain/detection/derived/detect-person';
import { settingsAt } from '@/domain/detection/derived/detector-settings';
import { HABIT_KINDS, learningOn } from '@/domain/detection/derived/learning';
import { cutWords } from '@/domain/detection/derived/look-bound';
import { DAY_MS, dayOf } from '@/domain/detection/derived/terms';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import type { LearningView } from '@/domain/views/learning';
import type { Transaction } from '@/server/data/database';
import { settingsHistory } from '@/server/data/detection/detector-settings';
import { signInDays } from '@/server/data/detection/sign-in-days';
import { planLooks } from './plan-looks';

/**
 * How far somebody's habits are known at an instant (epoch milliseconds), by the settings in force then; of this moment
 * also whether detectors leave out older sign-ins of theirs because they are too many.
 */
export async function presentLearning(
  accountId: string,
  tx: Transaction,
  personId: string,
  { at, isNow }: { readonly at: number; readonly isNow: boolean },
): Promise<LearningView> {
  const history = await settingsHistory(accountId, tx);
  const { thresholds, off } = settingsAt(history, at);
  const day = dayOf(at);
  const from = (day - thresholds.baselineDays) * DAY_MS;
  const days = await signInDays(accountId, tx, personId, { from, to: at });
  const { ready, since, signIns, activeDays, readyOn } = learningOn(days, day, thresholds);
  const [look] = isNow ? await planLooks(accountId, tx, history, new Map([[personId, at]])) : [];
  return {
    ready,
    since: since === null ? null : isoOf(since),
    signIns,
    activeDays,
    readyOn: readyOn === null ? null : isoOf(readyOn),
    cut: look?.isCut === true ? cutWords(look.from) : null,
    needs: {
      days: thresholds.readyDays,
      signIns: thresholds.readySignIns,
      activeDays: thresholds.readyActiveDays,
      baselineDays: thresholds.baselineDays,
    },
    kinds: PERSON_KINDS.map((kind) => ({
      kind,
      label: EVENT_CATALOGUE[kind].label,
      standing: off.includes(kind) ? 'off' : !ready && HABIT_KINDS.includes(kind) ? 'learning' : 'now',
    })),
  };
}

function isoOf(day: number): string {
  return new Date(day * DAY_MS).toISOString();
}
