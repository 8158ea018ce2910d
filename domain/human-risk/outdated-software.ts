import { z } from 'zod';

/**
 * Main versions in use in the organisation, newest first, by family (`ios`, `chrome`). What is outdated is read against
 * these: no list of versions can be kept right in a product that is installed once, and what everybody else there runs
 * is what can be asked of somebody.
 */
export const softwareInUseSchema = z.record(z.string(), z.array(z.number()));
export type SoftwareInUse = z.infer<typeof softwareInUseSchema>;

/** A version that fewer devices name says nothing: it may be a test, or made up. */
const LEAST_DEVICES = 3;

/** Systems get a main version a year: two behind is a year without it. Browsers get one a month: four behind. */
const SYSTEMS_BEHIND = 2;
const BROWSERS_BEHIND = 4;

/**
 * Systems that their maker supports no longer, from the day (epoch ms) on: those with a fixed end. Source: Microsoft,
 * "Search product and services lifecycle information".
 */
const SUPPORT_ENDED: readonly { readonly family: string; readonly most: number; readonly on: number }[] = [
  { family: 'windows', most: 8, on: Date.UTC(2023, 0, 10) },
  { family: 'windows', most: 10, on: Date.UTC(2025, 9, 14) },
  { family: 'internet explorer', most: 11, on: Date.UTC(2022, 5, 15) },
];

/** Kernels tell nothing of a distribution's updates. */
const NOT_JUDGED = ['linux', 'chrome os'];

/** A system or browser with its main version. */
export interface Software {
  readonly family: string;
  readonly major: number;
}

/** The system of a device; null where it or its version is not known, or tells nothing. */
export function systemOf(platform: string | null, version: string | null): Software | null {
  if (platform === null) return null;
  const words = platform.toLowerCase();
  const family =
    ['windows', 'android', 'ios', 'mac os', 'linux', 'chrome os'].find((name) => words.includes(name)) ??
    (words.includes('macos') ? 'mac os' : words.trim());
  if (NOT_JUDGED.includes(family)) return null;
  return withMajor(family, version ?? '');
}

/** A browser, as in `Chrome Mobile 138.0.7204.101`; null without a version. */
export function browserOf(text: string): Software | null {
  const found = /^(.*?)\s+v?(\d+)[\d.]*$/.exec(text.trim());
  if (found === null) return null;
  const [, family = '', version = ''] = found;
  return withMajor(family.toLowerCase(), version);
}

/** The key under which a family is counted; browsers and systems of one name stay apart. */
function softwareKey(kind: 'system' | 'browser', { family }: Software): string {
  return `${kind}:${family}`;
}

/** Devices that name one system or browser and its main version, as the directory writes both. */
export interface FoundSoftware {
  readonly kind: 'system' | 'browser';
  readonly name: string | null;
  readonly version: string | null;
  readonly devices: number;
}

/** What is in use. One family may go by several names, and their devices count together. */
export function softwareInUse(found: readonly FoundSoftware[]): SoftwareInUse {
  const counts = new Map<string, Map<number, number>>();
  for (const { kind, name, version, devices } of found) {
    const software =
      kind === 'system' ? systemOf(name, version) : browserOf(`${name ?? ''} ${version ?? ''}`);
    if (software === null) continue;
    const key = softwareKey(kind, software);
    const majors = counts.get(key) ?? new Map<number, number>();
    counts.set(key, majors.set(software.major, (majors.get(software.major) ?? 0) + devices));
  }
  return Object.fromEntries(
    [...counts].map(([key, majors]) => [
      key,
      [...majors]
        .flatMap(([major, devices]) => (devices >= LEAST_DEVICES ? major : []))
        .sort((a, b) => b - a),
    ]),
  );
}

/** Why a system or browser counts as outdated at an instant (epoch ms), as the end of a sentence; null where it does not. */
export function whyOutdated(
  kind: 'system' | 'browser',
  software: Software,
  inUse: SoftwareInUse,
  now: number,
): string | null {
  const ended = SUPPORT_ENDED.some(
    ({ family, most, on }) => family === software.family && software.major <= most && now >= on,
  );
  if (ended) return 'its maker supports it no longer';
  const newer = (inUse[softwareKey(kind, software)] ?? []).filter((major) => major > software.major);
  const allowed = kind === 'system' ? SYSTEMS_BEHIND : BROWSERS_BEHIND;
  if (newer.length < allowed) return null;
  return `${newer.length} newer main versions are in use here, up to ${Math.max(...newer)}`;
}

function withMajor(family: string, version: string): Software | null {
  const major = /\d+/.exec(version)?.[0];
  return major === undefined || major.length > 6 ? null : { family, major: Number(major) };
}
