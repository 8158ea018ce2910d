import { firstKeptDay } from '@/domain/detection/derived/detect-person';
import { settingsAt, type SettingsHistory } from '@/domain/detection/derived/detector-settings';
import { BUCKET_DAYS, reachDays, runUpDays } from '@/domain/detection/derived/look-back';
import { MOST_SIGN_INS, spanWithin } from '@/domain/detection/derived/look-bound';
import { DAY_MS, dayOf } from '@/domain/detection/derived/terms';
import type { Transaction } from '@/server/data/database';
import { learntUntil } from '@/server/data/detection/person-habits';
import { countByDay, countSignalsOf, newestFrom } from '@/server/data/people/person-signals';

/** What a look at one person reads. */
export interface Look {
  readonly personId: string;
  /** First UTC day of what is compared with what stands. */
  readonly day: number;
  /** Sign-ins are read from here on. Epoch milliseconds. */
  readonly from: number;
  /** First UTC day whose successes are not in the stored habits, of the days before `day`; 0 where all are learnt again. */
  readonly learnFrom: number;
  /** At most so many signals are read. */
  readonly signals: number;
  /** Whether older sign-ins are left out because they are too many. */
  readonly isCut: boolean;
}

/**
 * How people are looked at, each from the instant at which it is wanted (epoch milliseconds): from the beginning of a
 * bucket on, with their sign-ins from as far before it as detectors look, as far as those of one person fit into memory.
 */
export async function planLooks(
  accountId: string,
  tx: Transaction,
  settings: SettingsHistory,
  wanted: ReadonlyMap<string, number>,
): Promise<Look[]> {
  const learnt = await learntUntil(accountId, tx, [...wanted.keys()]);
  const whole = [...wanted].map(([personId, at]) => {
    const day = Math.max(0, Math.floor((dayOf(at) - reachDays(settings)) / BUCKET_DAYS) * BUCKET_DAYS);
    return lookFrom(personId, day, learnt.get(personId), settings);
  });
  const counts = await countSignalsOf(accountId, tx, whole, MOST_SIGN_INS);
  const looks: Look[] = [];
  for (const look of whole) {
    const signals = counts.get(look.personId) ?? 0;
    looks.push(
      signals <= MOST_SIGN_INS
        ? { ...look, signals }
        : await cutLook(accountId, tx, settings, look, learnt.get(look.personId)),
    );
  }
  return looks;
}

/** The first of these looks whose sign-ins fit into memory together: one at least. */
export function fitting(looks: readonly Look[]): readonly Look[] {
  let sum = 0;
  const beyond = looks.findIndex(({ signals }, index) => {
    sum += signals;
    return index > 0 && sum > MOST_SIGN_INS;
  });
  return beyond === -1 ? looks : looks.slice(0, beyond);
}

/** The days that a look from `day` on takes, whatever their number of sign-ins. */
function lookFrom(
  personId: string,
  day: number,
  learntTo: number | undefined,
  settings: SettingsHistory,
): Look {
  const needed = firstNeededDay(day, settings);
  // Habits that do not reach back so far are learnt again.
  const isKnown = learntTo !== undefined && firstKeptDay(learntTo, settings) <= needed;
  const learnFrom = isKnown ? Math.min(learntTo, day) : 0;
  const first = Math.min(day - runUpDays(settings), Math.max(learnFrom, needed));
  return { personId, day, from: Math.max(0, first) * DAY_MS, learnFrom, signals: 0, isCut: false };
}

async function cutLook(
  accountId: string,
  tx: Transaction,
  settings: SettingsHistory,
  look: Look,
  learntTo: number | undefined,
): Promise<Look> {
  const days = await countByDay(accountId, tx, look.personId, look.from);
  const span = { first: dayOf(look.from), day: look.day };
  const { first, day } = spanWithin(span, days, runUpDays(settings), MOST_SIGN_INS);
  if (first === span.first) return { ...look, signals: MOST_SIGN_INS };
  // Days that are not read cannot be learnt again: what habits hold of them stays.
  const learnFrom = learntTo === undefined ? 0 : Math.min(learntTo, day);
  const newest = await newestFrom(accountId, tx, look.personId, MOST_SIGN_INS);
  return {
    ...look,
    ...{ day, learnFrom, signals: MOST_SIGN_INS, isCut: true },
    from: first === days[0]?.day ? Math.max(first * DAY_MS, newest) : first * DAY_MS,
  };
}

/** First UTC day of the baselines of what is compared from a day on, and of its run-up. */
function firstNeededDay(day: number, settings: SettingsHistory): number {
  const { baselineDays } = settingsAt(settings, day * DAY_MS).thresholds;
  return day - runUpDays(settings) - baselineDays - 2;
}
