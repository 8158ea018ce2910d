import type { Candidate } from '@/domain/detection/candidate';
import { derived } from './derive';
import { settingsAt, type SettingsHistory } from './detector-settings';
import type { Sighting, Surroundings } from './sighting';
import { DAY_MS, isRefusedPush, MINUTE_MS } from './terms';
import type { Thresholds } from './thresholds';

/** Refusals farther apart than this are of different bursts. */
export const BURST_GAP_MS = 30 * MINUTE_MS;

/** How far a burst is believed that a client made by itself. */
export const LOOP_CONFIDENCE = 0.2;

export type Burst = readonly [Sighting, ...Sighting[]];

/**
 * `push_harassment`: refused pushes on one person. A burst counts with enough of them within ten minutes, and with fewer
 * where they come from an unfamiliar source; a slow attack with a few over a week, from unfamiliar sources in several
 * networks. A client that retries by itself, as regular as a clock, is damped and named. While push fails across the
 * account only unfamiliar sources count.
 *
 * @param sightings the person's, oldest first
 */
export function detectPushHarassment(
  sightings: readonly Sighting[],
  { isOutage }: Pick<Surroundings, 'isOutage'>,
  settings: SettingsHistory,
): readonly Candidate[] {
  const refused = sightings.filter(({ signal }) => isRefusedPush(signal.record));
  const bursts = burstsOf(refused).flatMap((burst) => {
    const judged = judgeBurst(burst, isOutage, settingsAt(settings, burst[0].at).thresholds);
    return judged === null ? [] : [{ burst, judged }];
  });
  const counted = new Set(bursts.flatMap(({ burst }) => burst));
  return [
    ...bursts.map(({ burst, judged }) =>
      derived('push_harassment', burst, { confidence: judged.confidence, measured: judged.measured }),
    ),
    ...detectSlow(
      refused.filter((sighting) => sighting.unfamiliar && !counted.has(sighting)),
      settings,
    ),
  ];
}

/** Runs of sightings with gaps of at most half an hour. */
export function burstsOf(sightings: readonly Sighting[]): readonly Burst[] {
  const bursts: [Sighting, ...Sighting[]][] = [];
  for (const sighting of sightings) {
    const burst = bursts.at(-1);
    const last = burst?.at(-1);
    if (burst === undefined || last === undefined || sighting.at - last.at > BURST_GAP_MS)
      bursts.push([sighting]);
    else burst.push(sighting);
  }
  return bursts;
}

/** Whether refusals come from a client that retries by itself: one application, one address, even gaps. */
export function isRetryLoop(burst: readonly Sighting[], { loopPushes, loopRegularity }: Thresholds): boolean {
  const [first] = burst;
  if (first === undefined || burst.length < loopPushes || burst.some(({ unfamiliar }) => unfamiliar))
    return false;
  const { applicationKey, access } = first.signal.record;
  const same = burst.every(
    ({ signal: { record } }) => record.applicationKey === applicationKey && record.access.ip === access.ip,
  );
  const gaps = burst.slice(1).map((sighting, index) => sighting.at - (burst[index]?.at ?? sighting.at));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  return same && mean > 0 && Math.sqrt(variance) / mean <= loopRegularity;
}

function judgeBurst(burst: Burst, isOutage: Surroundings['isOutage'], thresholds: Thresholds) {
  const windowMs = thresholds.harassmentMinutes * MINUTE_MS;
  const unfamiliar = burst.filter((sighting) => sighting.unfamiliar);
  const [first] = burst;
  const measured = { pushes: burst.length, spanMs: (burst.at(-1) ?? first).at - first.at };
  if (mostWithin(unfamiliar, windowMs) >= thresholds.harassmentUnfamiliar)
    return { confidence: 0.9, measured: { ...measured, unfamiliar: true } };
  if (mostWithin(burst, windowMs) < thresholds.harassmentPushes) return null;
  if (burst.some(({ at }) => isOutage(at))) return null;
  return isRetryLoop(burst, thresholds)
    ? { confidence: LOOP_CONFIDENCE, measured: { ...measured, retryLoop: true } }
    : { confidence: 0.3, measured };
}

/** Most sightings that any window of this length holds. */
function mostWithin(sightings: readonly Sighting[], windowMs: number): number {
  let most = 0;
  let from = 0;
  sightings.forEach((sighting, index) => {
    while (sighting.at - (sightings[from]?.at ?? sighting.at) > windowMs) from += 1;
    most = Math.max(most, index - from + 1);
  });
  return most;
}

/** Once in a fixed week, at the refusal that completes it, resting on those of the days before. */
function detectSlow(refused: readonly Sighting[], settings: SettingsHistory): readonly Candidate[] {
  const weeks = new Set<number>();
  return refused.flatMap((last, index) => {
    const { thresholds } = settingsAt(settings, last.at);
    const windowMs = thresholds.slowHarassmentDays * DAY_MS;
    const week = Math.floor(last.at / (7 * DAY_MS));
    const window = refused.slice(0, index + 1).filter(({ at }) => at > last.at - windowMs);
    const networks = new Set(window.map(({ network }) => network)).size;
    const enough =
      window.length >= thresholds.slowHarassmentPushes && networks >= thresholds.slowHarassmentNetworks;
    const [first, ...rest] = window;
    if (!enough || weeks.has(week) || first === undefined) return [];
    weeks.add(week);
    const measured = { pushes: window.length, spanMs: last.at - first.at, networks, slow: true };
    return [derived('push_harassment', [first, ...rest], { confidence: 0.7, measured }, last)];
  });
}
