import {
  DEFAULT_SETTINGS,
  type DetectorSettings,
  type SettingsHistory,
} from '@/domain/detection/derived/detector-settings';
import { DEFAULT_THRESHOLDS, thresholdsSchema } from '@/domain/detection/derived/thresholds';
import { isEventKind } from '@/domain/event-catalogue';
import type { Transaction } from '@/server/data/database';
import { toJson } from '@/server/data/json';

/** Who made settings, and why. */
export interface SettingsOrigin {
  readonly number: number;
  readonly author: string;
  readonly reason: string;
}

/** Everything the derived detectors of an account have gone by, oldest first: the defaults, then what members made of them. */
export async function settingsHistory(accountId: string, tx: Transaction): Promise<SettingsHistory> {
  const rows = await tx.detectorSettings.findMany({
    where: { accountId },
    select: { number: true, from: true, thresholds: true, off: true },
    orderBy: { number: 'asc' },
  });
  return [...DEFAULT_SETTINGS, ...rows.map(settingsFromRow)];
}

function settingsFromRow(row: {
  number: number;
  from: Date;
  thresholds: unknown;
  off: string[];
}): DetectorSettings {
  // A threshold that came with a later version has its default in what was saved before it.
  const stored = typeof row.thresholds === 'object' ? row.thresholds : {};
  return {
    number: row.number,
    from: row.from.getTime(),
    thresholds: thresholdsSchema.parse({ ...DEFAULT_THRESHOLDS, ...stored }),
    off: row.off.filter(isEventKind),
  };
}

/** Who made each of the settings that members made, newest first. */
export async function settingsOrigins(accountId: string, tx: Transaction): Promise<SettingsOrigin[]> {
  return tx.detectorSettings.findMany({
    where: { accountId },
    select: { number: true, author: true, reason: true },
    orderBy: { number: 'desc' },
  });
}

/** The settings that an event of an instant (epoch milliseconds) was judged by, as `settingsAt`; null for the defaults. */
export async function settingsOriginAt(
  accountId: string,
  tx: Transaction,
  at: number,
): Promise<(SettingsOrigin & { readonly from: Date }) | null> {
  return tx.detectorSettings.findFirst({
    where: { accountId, from: { lte: new Date(at) } },
    select: { number: true, author: true, reason: true, from: true },
    orderBy: { number: 'desc' },
  });
}

/** Two members do not save at once. */
export async function holdSettings(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('detectors:' || ${accountId}, 0))`;
}

/** Saves settings under the next number. */
export async function insertSettings(
  accountId: string,
  tx: Transaction,
  { number, from, thresholds, off }: DetectorSettings,
  by: { readonly author: string; readonly reason: string },
): Promise<void> {
  await tx.detectorSettings.create({
    data: { accountId, number, from: new Date(from), thresholds: toJson(thresholds), off: [...off], ...by },
  });
}
