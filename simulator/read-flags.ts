import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { faultSchema, type FaultPlan } from './protocol/faults';
import type { RateSetting } from './protocol/rate-limit';
import { Random, mix } from './random';

const KEY_STREAM = 401;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** How a simulator is to run; durations in milliseconds. */
export interface SimulatorOptions {
  readonly host: string;
  readonly port: number;
  readonly ikey: string;
  readonly skey: string;
  /** The secret was made from the seed, so the ready line has to tell it. */
  readonly skeyGenerated: boolean;
  readonly seed: number;
  readonly people: number;
  readonly historyMs: number;
  readonly lagMs: number;
  readonly rateLimit: RateSetting;
  /** Faults from the start. */
  readonly faults: FaultPlan;
  /** Null: no attacks are staged while it runs. */
  readonly attackEveryMs: number | null;
  readonly edition: 'essentials' | 'advantage' | 'premier';
  readonly controlPort: number | null;
  readonly controlToken: string;
}

export type FlagsResult =
  | { readonly ok: true; readonly options: SimulatorOptions }
  | { readonly ok: false; readonly message: string };

const wholeNumber = (low: number, high: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${low} to ${high}`)
    .transform(Number)
    .refine((value) => value >= low && value <= high, `must be a whole number from ${low} to ${high}`);

/** A duration of at least `low` ms and at most `high` ms, such as 90s or 30d. */
const duration = (low: number, high: number, example: string) =>
  z.string().transform((text, context) => {
    const match = /^(\d+)(ms|s|m|h|d)$/.exec(text);
    const value = Number(match?.[1]) * (UNITS[match?.[2] ?? ''] ?? Number.NaN);
    if (value >= low && value <= high) return value;
    context.addIssue({
      code: 'custom',
      message: `must be a duration such as ${example} (units ms, s, m, h, d)`,
    });
    return z.NEVER;
  });

const rateLimit = z.string().transform((text, context): RateSetting => {
  if (text === 'off' || text === 'default') return text;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  context.addIssue({
    code: 'custom',
    message: 'must be off, default, or how many requests a minute each endpoint may get',
  });
  return z.NEVER;
});

/** A rate from 0 to 1, a list in JSON, or a file that holds one. */
const faultPlan = z.string().transform((text, context): FaultPlan => {
  if (/^(0(\.\d+)?|1(\.0+)?)$/.test(text)) return { rate: Number(text) };
  try {
    const list = z
      .array(faultSchema)
      .parse(JSON.parse(text.startsWith('[') ? text : readFileSync(text, 'utf8')));
    return { list };
  } catch {
    context.addIssue({
      code: 'custom',
      message: 'must be a rate such as 0.02, a list such as [{"kind":"reset","times":2}], or a file with one',
    });
    return z.NEVER;
  }
});

const flags = z
  .object({
    host: z.string().min(1).default('127.0.0.1'),
    port: wholeNumber(0, 65_535).default(0),
    ikey: z
      .string()
      .regex(/^DI[A-Z0-9]{18}$/, 'must be DI and 18 capital letters or digits')
      .optional(),
    skey: z.string().min(8, 'must have at least 8 characters').optional(),
    seed: wholeNumber(0, 4_294_967_295).default(1),
    people: wholeNumber(1, 100_000).default(300),
    history: duration(0, 180 * 86_400_000, '30d, and at most 180d').default(30 * 86_400_000),
    lag: duration(0, 86_400_000, '120s, and at most 1d').default(120_000),
    'rate-limit': rateLimit.default('default'),
    faults: faultPlan.default({ rate: 0 }),
    'attack-every': z
      .union([
        z.literal('off').transform(() => null),
        duration(500, 86_400_000, '20s, from 500ms to 1d, or off'),
      ])
      .default(20_000),
    edition: z
      .enum(['essentials', 'advantage', 'premier'], 'must be essentials, advantage or premier')
      .default('premier'),
    'control-port': wholeNumber(0, 65_535).optional(),
    'control-token': z.string().min(8, 'must have at least 8 characters').optional(),
  })
  .strict();

const KNOWN = Object.keys(flags.shape);

function collect(argv: readonly string[]): Record<string, string> | string {
  const values: Record<string, string> = {};
  for (let index = 0; index < argv.length; index += 1) {
    const [name = '', inline] = (argv[index] ?? '').split(/=(.*)/s, 2);
    const flag = name.replace(/^--/, '');
    if (!name.startsWith('--') || !KNOWN.includes(flag)) {
      return `There is no flag ${name}; use ${KNOWN.map((known) => `--${known}`).join(', ')}.`;
    }
    const value = inline ?? argv[(index += 1)];
    if (value === undefined || (inline === undefined && value.startsWith('--'))) {
      return `Flag --${flag} needs a value after it.`;
    }
    values[flag] = value;
  }
  return values;
}

/** Reads the command line. A message is one sentence that names the flag and says what would be right. */
export function readFlags(argv: readonly string[]): FlagsResult {
  const values = collect(argv);
  if (typeof values === 'string') return { ok: false, message: values };
  const parsed = flags.safeParse(values);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const detail =
      issue?.code === 'invalid_union' ? 'must be a duration such as 20s, or off' : issue?.message;
    const flag = String(issue?.path[0]);
    return { ok: false, message: `Flag --${flag} ${detail ?? 'is wrong'}; it was "${values[flag] ?? ''}".` };
  }
  const given = parsed.data;
  const controlPort = given['control-port'] ?? null;
  const controlToken = given['control-token'] ?? '';
  if (controlPort !== null && controlToken === '') {
    return {
      ok: false,
      message: 'Flag --control-port needs --control-token with at least 8 characters beside it.',
    };
  }
  const random = new Random(mix(given.seed, KEY_STREAM));
  return {
    ok: true,
    options: {
      host: given.host,
      port: given.port,
      ikey: given.ikey ?? random.key('DI'),
      skey: given.skey ?? random.hex(40),
      skeyGenerated: given.skey === undefined,
      seed: given.seed,
      people: given.people,
      historyMs: given.history,
      lagMs: given.lag,
      rateLimit: given['rate-limit'],
      faults: given.faults,
      attackEveryMs: given['attack-every'],
      edition: given.edition,
      controlPort,
      controlToken,
    },
  };
}
