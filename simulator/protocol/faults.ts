import { z } from 'zod';

/** A fault that the control endpoint may order for the next responses on one path, or on every path. */
export const faultSchema = z
  .object({
    kind: z.enum([
      'rate_limited',
      'server_error',
      'forbidden',
      'timeout',
      'reset',
      'truncated',
      'not_json',
      'slow',
      'repeat_offset',
      'empty_page',
    ]),
    /** Path the fault is for; every path when absent. */
    path: z.string().startsWith('/').optional(),
    /** Number of responses that carry the fault. */
    times: z.int().min(1).max(1_000_000).default(1),
    /** Seconds in a Retry-After header, for `rate_limited`. */
    retryAfter: z.int().min(0).optional(),
    /** Milliseconds to wait before a correct answer, for `slow`. */
    delayMs: z.int().min(0).max(600_000).default(1000),
  })
  .strict();
export type Fault = z.infer<typeof faultSchema>;

/** Faults that wait for their request, first ordered first used. */
export class Faults {
  private readonly waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times });
  }

  clear(): void {
    this.waiting.length = 0;
  }

  /** The fault for this request, used up once; null when there is none. */
  take(path: string): Fault | null {
    const index = this.waiting.findIndex(({ fault }) => fault.path === undefined || fault.path === path);
    const entry = this.waiting[index];
    if (!entry) return null;
    entry.left -= 1;
    if (entry.left <= 0) this.waiting.splice(index, 1);
    return entry.fault;
  }

  list(): (Fault & { left: number })[] {
    return this.waiting.map(({ fault, left }) => ({ ...fault, left }));
  }
}
