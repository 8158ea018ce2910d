import { z } from 'zod';

/** What an import did or, of a preview, would do. */
export const riskImportSchema = z.object({
  preview: z.boolean(),
  /** False where nothing was written: a preview, or lines with faults and no leave to go on without them. */
  imported: z.boolean(),
  /** Lines with something in them, without the header. */
  lines: z.number().int(),
  /** Lines that can go in: new, another value than is stored, and what is stored already. */
  added: z.number().int(),
  changed: z.number().int(),
  same: z.number().int(),
  people: z.number().int(),
  /** Lines that cannot go in. */
  faulty: z.number().int(),
  /** What is wrong with them, by line; at most 1,000. */
  faults: z.array(z.object({ line: z.number().int(), field: z.string(), message: z.string() })),
  moreFaults: z.number().int(),
});
export type RiskImport = z.infer<typeof riskImportSchema>;
