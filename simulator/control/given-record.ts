import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Entry } from '../records/record-log';

/**
 * A record that a test gives: either JSON of any shape under `record`, or text under `raw`, which is served to the
 * byte even where it is no JSON. `ms` and `txid` say where in the log it stands.
 */
export const givenRecord = z
  .object({
    raw: z.string().optional(),
    record: z.unknown().optional(),
    ms: z.int().min(0).optional(),
    txid: z.string().min(1).optional(),
  })
  .strict()
  .refine(({ raw, record }) => (raw === undefined) !== (record === undefined), {
    message: 'give either "raw" or "record"',
  });

const knownFields = z.object({
  txid: z.string().min(1).optional().catch(undefined),
  isotimestamp: z.string().optional().catch(undefined),
  timestamp: z.number().optional().catch(undefined),
});

function fieldsOf(json: string): z.infer<typeof knownFields> {
  try {
    return knownFields.catch({}).parse(JSON.parse(json));
  } catch {
    return {};
  }
}

/** Where a given record stands: as told, else as its own fields say, else now. */
export function entryOf(given: z.infer<typeof givenRecord>, now: number): Entry {
  const json = given.raw ?? JSON.stringify(given.record);
  const { txid, isotimestamp, timestamp } = fieldsOf(json);
  const written = isotimestamp === undefined ? Number.NaN : Date.parse(isotimestamp);
  const own = Number.isNaN(written) ? (timestamp === undefined ? now : timestamp * 1000) : written;
  return { ms: given.ms ?? Math.floor(own), txid: given.txid ?? txid ?? randomUUID(), json };
}
