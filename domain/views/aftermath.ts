import { z } from 'zod';

/** What happened within a day after somebody got in. */
export const aftermathSchema = z.object({
  approvedAt: z.string(),
  applications: z.array(z.object({ name: z.string(), firstAt: z.string(), signIns: z.number().int() })),
  steps: z.array(
    z.object({
      eventId: z.string(),
      at: z.string(),
      what: z.enum(['device', 'bypass']),
      /** Who did it, where that is not the person. */
      by: z.string().nullable(),
    }),
  ),
});
export type AftermathView = z.infer<typeof aftermathSchema>;
