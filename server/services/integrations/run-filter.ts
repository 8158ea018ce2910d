import { z } from 'zod';
import { instantSchema } from '@/domain/identifiers';
import { LANES } from '@/domain/polling/lanes';
import { rangeWindow } from '@/domain/range-window';
import { Refusal } from '@/domain/refusal';
import { RUN_RESULTS } from '@/domain/run-words';
import { rangeSchema } from '@/domain/views/dashboard';
import type { RunFilter } from '@/server/data/integrations/runs';

/** How a list of runs may be narrowed, as it stands in an address. */
export const runFilterSchema = z.object({
  stream: z.string().min(1).max(64).optional(),
  lane: z.enum(LANES, 'lane: use one of live, repull, reread_short, reread_long, backfill.').optional(),
  result: z.enum(RUN_RESULTS, 'result: use one of running, done, failed, lost.').optional(),
  range: rangeSchema.optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  errors: z.literal('1', 'errors: use 1, or leave it out.').optional(),
});

/** The filter as the data layer takes it. A range ends now; `from` and `to` narrow it further. @throws Refusal */
export function runFilterOf(input: z.output<typeof runFilterSchema>, now: number): RunFilter {
  const start = input.range === undefined ? undefined : rangeWindow(input.range, now).from;
  const given = input.from === undefined ? undefined : Date.parse(input.from);
  const from = start === undefined || given === undefined ? (given ?? start) : Math.max(start, given);
  const to = input.to === undefined ? undefined : Date.parse(input.to);
  if (given !== undefined && to !== undefined && given >= to)
    throw Refusal.invalid('to', 'to: choose an end that lies after the start.');
  return {
    stream: input.stream,
    lane: input.lane,
    result: input.result,
    from,
    to,
    withErrors: input.errors === '1',
  };
}
