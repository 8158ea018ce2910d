import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Entry } from '../records/log';

/**
 * A record that a test gives: either JSON of any shape under `record`, or text under `raw`, which is served to the
 * byte even where it is no JSON. `ms` and `txid` (the id of any log) say where in the log it stands; `visibleFrom` (ms)
 * from when it is shown, where that is later than the lag.
 */
export const givenRecord = z
  .object({
    raw: z.string().optional(),
    record: z.unknown().optional(),
    ms: z.int().min(0).optional(),
    txid: z.string().min(1).optional(),
    visibleFrom: z.int().min(0).optional(),
  })
  .strict()
  .refine(({ raw, record }) => (raw === undefined) !== (record === undefined), {
    message: 'give either "raw" or "record"',
  });

const knownFields = z.object({
  txid: z.string().min(1).optional().catch(undefined),
  isotimestamp: z.string().optional().catch(undefined),
  timestamp: z.number().optional().catch(undefined),
  activity_id: z.string().min(1).optional().catch(undefined),
  telephony_id: z.string().min(1).optional().catch(undefined),
  sekey: z.string().min(1).optional().catch(undefined),
  ts: z.string().optional().catch(undefined),
  surfaced_timestamp: z.number().optional().catch(undefined),
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
  const fields = fieldsOf(json);
  const id = fields.activity_id ?? fields.telephony_id ?? fields.sekey ?? fields.txid ?? randomUUID();
  const written = Date.parse(fields.isotimestamp ?? fields.ts ?? '');
  const numbered =
    fields.surfaced_timestamp ?? (fields.timestamp === undefined ? now : fields.timestamp * 1000);
  const own = Number.isNaN(written) ? numbered : written;
  return {
    ms: given.ms ?? Math.floor(own),
    txid: given.txid ?? id,
    json,
    ...(given.visibleFrom === undefined ? {} : { visibleFrom: given.visibleFrom }),
  };
}
