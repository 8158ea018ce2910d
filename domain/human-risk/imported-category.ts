import { utcDay } from './factor-use';
import type { ImportedEvidence } from './posture';
import { type ImportedCategory, RISK_CATEGORY_FACTS } from './risk-category';
import { leftOut, type RiskReading } from './risk-reading';

const DAY_MS = 86_400_000;

/** What a recoverable category loses each day without new evidence: from 10 to 0 in 357 days, a year's round. */
export const RECOVERY_A_DAY = 0.028;

/** Older evidence than the newest few is history, not a reason. */
const SHOWN = 5;

/**
 * A category that another system tells of, at an instant (epoch ms). The newest day counts, the worst of it where it has
 * several; from that day on a recoverable category falls in a straight line. Evidence of a day to come does not count
 * yet.
 */
export function importedReading(
  category: ImportedCategory,
  imported: readonly ImportedEvidence[],
  now: number,
): RiskReading {
  const own = imported
    .filter((evidence) => evidence.category === category && evidence.day <= now)
    .sort((a, b) => b.day - a.day || b.value - a.value);
  const [newest] = own;
  if (newest === undefined) return leftOut(category, 'Nothing was imported for this person.');
  const days = RISK_CATEGORY_FACTS[category].recoverable ? (utcDay(now) - newest.day) / DAY_MS : 0;
  return {
    category,
    value: Math.max(0, newest.value - RECOVERY_A_DAY * days),
    leftOut: null,
    evidence: own.slice(0, SHOWN).map(({ day, value, note }) => ({
      what: note ?? `Given as ${value}.`,
      points: value,
      at: new Date(day).toISOString(),
    })),
  };
}
