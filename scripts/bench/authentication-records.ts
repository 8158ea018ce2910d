import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { BenchSimulator } from './bench-processes';

/** A stretch of the simulator's log with the raw records in it. Both ends are in it; epoch milliseconds. */
export interface RecordWindow {
  readonly from: number;
  readonly to: number;
  readonly texts: readonly string[];
}

const STEP_MS = 5 * 60_000;
const DETECTORS = [
  'PUSH_HARASSMENT',
  'NOVEL_ASN',
  'COUNTRY_CODE_MISMATCH',
  'UNREALISTIC_TRAVEL',
  'DEVICE_DISTANCE',
];

const listing = z.object({
  records: z.array(z.object({ ms: z.number(), txid: z.string(), raw: z.string() })),
});
const everyday = z.looseObject({ isotimestamp: z.string(), user: z.looseObject({ key: z.string() }) });

/**
 * Takes the next `count` records or a few more, from `from` on, and mixes attacks among them: `share` of the
 * simulator's everyday records come a second time as an attack on the same person, as Duo's risk engine reports it.
 */
export async function takeWindow(
  simulator: BenchSimulator,
  from: number,
  count: number,
  share: number,
): Promise<RecordWindow> {
  const window = await mixWindow(simulator, from, count, share);
  const records = await list(simulator, window.from, window.to);
  return { from: window.from, to: window.to, texts: records.map(({ raw }) => raw) };
}

/** The same, for more records than fit into memory: says where they stand and how many there are. */
export async function mixWindow(
  simulator: BenchSimulator,
  from: number,
  count: number,
  share: number,
): Promise<{ readonly from: number; readonly to: number; readonly count: number }> {
  let to = from - 1;
  let known = 0;
  while (known < count) {
    if (to > Date.now()) throw new Error('The simulator has no more history.');
    const given = await list(simulator, to + 1, to + STEP_MS);
    to += STEP_MS;
    const attacks = given.filter(({ txid }) => chance(txid) < share).flatMap(({ raw }) => attackFrom(raw));
    for (let at = 0; at < attacks.length; at += 500) {
      await simulator.control('POST /records', {
        records: attacks.slice(at, at + 500).map((raw) => ({ raw })),
      });
    }
    known += given.length + attacks.length;
  }
  return { from, to, count: known };
}

async function list(simulator: BenchSimulator, from: number, to: number) {
  const reply = await simulator.control(`GET /records?from=${from}&to=${to}`);
  return listing.parse(reply).records;
}

/** From 0 to 1, always the same for the same record. */
function chance(txid: string): number {
  return createHash('sha256').update(txid).digest().readUInt32BE(0) / 2 ** 32;
}

/** None of a name that Duo does not know: there is nobody to attack. */
function attackFrom(raw: string): string[] {
  const record = everyday.safeParse(JSON.parse(raw));
  if (!record.success) return [];
  const digest = createHash('sha256').update(`attack ${raw}`).digest();
  const hex = digest.toString('hex');
  const detector = DETECTORS[digest.readUInt8(31) % DETECTORS.length] ?? 'NOVEL_ASN';
  const at = new Date(Date.parse(record.data.isotimestamp) + 1);
  const attack = {
    ...record.data,
    adaptive_trust_assessments: {
      more_secure_auth: {
        detected_attack_detectors: [detector],
        features_version: '3.0',
        model_version: '2024.02.13.001',
        policy_enabled: true,
        preview_mode_enabled: false,
        reason: 'Low level of trust; detection of one or more known attack patterns',
        trust_level: 'LOW',
      },
    },
    isotimestamp: at.toISOString().replace('Z', '000+00:00'),
    timestamp: Math.floor(at.getTime() / 1000),
    rbfs_triggered_attacks: [
      {
        country_code_access: 'BR',
        country_code_auth: 'DE',
        detected_occurrences: 1,
        detector,
        shadow_mode: false,
        suppressed: null,
        threshold_occurrences: 1,
        threshold_time_frame: null,
        unrealistic_travel_velocity: null,
      },
    ],
    reason: 'user_mistake',
    result: 'denied',
    txid: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  };
  return [JSON.stringify(attack)];
}
