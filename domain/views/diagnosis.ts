import { z } from 'zod';

export const diagnosisCheckSchema = z.object({
  check: z.string(),
  label: z.string(),
  state: z.enum(['ok', 'failed', 'warning', 'skipped']),
  /** What was found. */
  detail: z.string(),
  /** What to do; null where nothing needs doing. */
  remedy: z.string().nullable(),
});
export type DiagnosisCheck = z.infer<typeof diagnosisCheckSchema>;

/** The last failure of a stream as the vendor or the network told it; no header, no key, no record. */
export const lastFailureSchema = z.object({
  stream: z.string(),
  streamLabel: z.string(),
  at: z.string(),
  /** Method and path, without what was asked for. */
  request: z.string(),
  /** Lines of the answer, as `name: value`. */
  answer: z.array(z.string()),
});
export type LastFailure = z.infer<typeof lastFailureSchema>;

export const diagnosisSchema = z.object({
  at: z.string(),
  checks: z.array(diagnosisCheckSchema),
  failures: z.array(lastFailureSchema),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;
