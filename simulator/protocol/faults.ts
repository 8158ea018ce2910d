import { z } from 'zod';
import { hashText, mix } from '../random';
import { isDuoErrorCode } from './errors';

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
      'html_ok',
      'unavailable',
      'redirect',
      'duo_error',
      'fail_with_200',
      'slow',
      'repeat_offset',
      'cycle_offsets',
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
    /** Duo's number of the error, for `duo_error` and `fail_with_200`. */
    code: z.int().refine(isDuoErrorCode, 'must be a code of Duo, such as 40102').optional(),
    /** Its `message_detail`. */
    detail: z.string().optional(),
  })
  .strict()
  .refine(({ kind, code }) => (kind === 'duo_error' || kind === 'fail_with_200') === (code !== undefined), {
    path: ['code'],
    message: 'belongs to duo_error and fail_with_200, and they need it',
  });
export type Fault = z.infer<typeof faultSchema>;

/** Faults to begin with: a list, or how often a random answer fails (0 to 1). */
export type FaultPlan = { readonly list: readonly Fault[] } | { readonly rate: number };

const RANDOM_KINDS = [
  'rate_limited',
  'server_error',
  'reset',
  'truncated',
  'not_json',
  'unavailable',
] as const;
const FAULT_STREAM = 402;

/** Faults that wait for their request, first ordered first used. */
export class Faults {
  private readonly waiting: { fault: Fault; left: number }[] = [];
  private readonly asked = new Map<string, number>();
  private readonly cycles = new Map<string, string[]>();
  private rate = 0;

  /** With a rate, the same seed makes the same requests of each path fail: the third, the fortieth and so on. */
  constructor(
    private readonly seed: number,
    plan: FaultPlan = { rate: 0 },
  ) {
    if ('list' in plan) for (const fault of plan.list) this.add(fault);
    else this.rate = plan.rate;
  }

  add(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times });
  }

  clear(): void {
    this.waiting.length = 0;
    this.rate = 0;
    this.cycles.clear();
  }

  /** The offsets that `cycle_offsets` handed out on a path, to be filled by the endpoint. */
  cycleOf(path: string): string[] {
    const cycle = this.cycles.get(path) ?? [];
    this.cycles.set(path, cycle);
    return cycle;
  }

  get randomRate(): number {
    return this.rate;
  }

  /** The fault for this request, used up once; null when there is none. */
  take(path: string): Fault | null {
    const index = this.waiting.findIndex(({ fault }) => fault.path === undefined || fault.path === path);
    const entry = this.waiting[index];
    if (!entry) return this.atRandom(path);
    entry.left -= 1;
    if (entry.left <= 0) this.waiting.splice(index, 1);
    return entry.fault;
  }

  list(): (Fault & { left: number })[] {
    return this.waiting.map(({ fault, left }) => ({ ...fault, left }));
  }

  private atRandom(path: string): Fault | null {
    const number = (this.asked.get(path) ?? 0) + 1;
    this.asked.set(path, number);
    const drawn = mix(this.seed, FAULT_STREAM, hashText(path), number);
    if (drawn / 4_294_967_296 >= this.rate) return null;
    const kind = RANDOM_KINDS[mix(drawn, number) % RANDOM_KINDS.length] ?? 'server_error';
    return { kind, times: 1, delayMs: 0 };
  }
}
