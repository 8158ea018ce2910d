/**
 * `npm run score -- --events FILE --at INSTANT [--policy FILE] [--criticality standard|elevated|critical]`
 *
 * Prints the attack factor of one person's identity events as one JSON object. Bad input: one sentence a fault on
 * standard error, and exit 2.
 *
 * `npm run score -- --bundle FILE` verifies an evidence bundle instead: exit 1 where it does not hold, with what differs.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { BAND_FACTS } from '@/domain/bands';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { attackFactor } from '@/domain/scoring/attack-factor';
import { contributions } from '@/domain/scoring/contributions';
import { CRITICALITIES, DEFAULT_POLICY, parsePolicy, type ScoringPolicy } from '@/domain/scoring/policy';
import type { ScoredEvent } from '@/domain/scoring/scored-event';
import { fallsBelow } from '@/domain/scoring/time-to-fall';
import { BadInput, readJsonFile } from './read-json-file';
import { verifyEvidence } from './verify-evidence';

const USAGE =
  'Usage: npm run score -- --events FILE --at INSTANT [--policy FILE] [--criticality standard|elevated|critical], or npm run score -- --bundle FILE';

const INSTANT_RULE = 'must be an instant with its zone; write it like 2026-11-01T00:00:00Z.';
const TWIN_RULE = 'belongs to an earlier event with other facts; give each event its own.';
const instantSchema = z.iso.datetime({ offset: true, error: INSTANT_RULE });

const eventSchema = z.object(
  {
    id: z.string({ error: 'must be a text; leave it out where there is none.' }).nullish(),
    kind: z.enum(EVENT_KINDS, { error: `must be one of the kinds ${EVENT_KINDS.join(', ')}.` }),
    occurredAt: instantSchema,
    receivedAt: instantSchema.nullish(),
    confidence: z
      .number({ error: 'must be a number above 0 and at most 1; 1 is certain.' })
      .gt(0, { error: 'must be above 0 and at most 1; leave the event out if it is certainly not one.' })
      .max(1, { error: 'must be above 0 and at most 1; 1 is certain.' }),
  },
  {
    error:
      'must be an object like {"kind":"novel_asn","occurredAt":"2026-11-01T00:00:00Z","confidence":0.8}.',
  },
);

/** An event that remembers how the file wrote its instant. */
interface FileEvent extends ScoredEvent {
  readonly written: string;
}

function readEvents(file: string): FileEvent[] {
  const input = readJsonFile(file, '--events');
  if (!Array.isArray(input)) {
    throw new BadInput([
      `${file}: the events must be a JSON array. Put [ and ] around them, commas between.`,
    ]);
  }
  const faults: string[] = [];
  const events: FileEvent[] = [];
  const byId = new Map<string, FileEvent>();
  input.forEach((item: unknown, index) => {
    const parsed = eventSchema.safeParse(item);
    if (!parsed.success) {
      faults.push(...parsed.error.issues.map((issue) => eventFault(file, index, issue)));
      return;
    }
    const { id, kind, occurredAt, receivedAt, confidence } = parsed.data;
    const event: FileEvent = {
      id: id ?? undefined,
      kind,
      occurredAt: Date.parse(occurredAt),
      receivedAt: typeof receivedAt === 'string' ? Date.parse(receivedAt) : undefined,
      confidence,
      written: occurredAt,
    };
    const twin = event.id === undefined ? undefined : byId.get(event.id);
    if (twin !== undefined) {
      // The same event delivered twice is one event.
      if (!isSame(twin, event)) faults.push(`${placeOf(file, index)}: id ${TWIN_RULE}`);
      return;
    }
    if (event.id !== undefined) byId.set(event.id, event);
    events.push(event);
  });
  if (faults.length > 0) throw new BadInput(faults);
  return events;
}

function placeOf(file: string, index: number): string {
  return `${file}, event ${index} (counting from 0)`;
}

function eventFault(file: string, index: number, issue: z.core.$ZodIssue): string {
  const field = issue.path.map(String).join('.');
  return `${placeOf(file, index)}${field === '' ? '' : `: ${field}`} ${issue.message}`;
}

function isSame(a: FileEvent, b: FileEvent): boolean {
  return (
    a.kind === b.kind &&
    a.occurredAt === b.occurredAt &&
    a.receivedAt === b.receivedAt &&
    a.confidence === b.confidence
  );
}

function readPolicy(file: string | undefined): ScoringPolicy {
  if (file === undefined) return DEFAULT_POLICY;
  const parsed = parsePolicy(readJsonFile(file, '--policy'));
  if (parsed.ok) return parsed.policy;
  throw new BadInput(parsed.issues.map((issue) => `${file}: ${issue.message}`));
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        events: { type: 'string' },
        at: { type: 'string' },
        policy: { type: 'string' },
        criticality: { type: 'string' },
        bundle: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new BadInput([error instanceof Error ? error.message : 'The options cannot be read.', USAGE]);
  }
}

/** What a bundle says, and whether it holds; what differs stands on standard error as well. */
function verifyBundleFile(file: string): string {
  const verified = verifyEvidence(file);
  for (const difference of verified.differences) console.error(`${file}: ${difference}`);
  if (!verified.holds) process.exitCode = 1;
  return JSON.stringify(verified);
}

function run(): string {
  const options = readOptions();
  if (options.help) return USAGE;
  if (options.bundle !== undefined) {
    const beside = (['events', 'at', 'policy', 'criticality'] as const).find(
      (name) => options[name] !== undefined,
    );
    if (beside !== undefined)
      throw new BadInput([`--${beside} goes without --bundle: a bundle holds its own. Leave one out.`]);
    return verifyBundleFile(options.bundle);
  }
  if (options.events === undefined)
    throw new BadInput(['--events is missing; name the file of events.', USAGE]);
  if (options.at === undefined)
    throw new BadInput(['--at is missing; give the instant to score for.', USAGE]);
  const instant = instantSchema.safeParse(options.at);
  if (!instant.success) throw new BadInput([`--at ${options.at} ${INSTANT_RULE}`]);
  const wanted = options.criticality ?? 'standard';
  const criticality = CRITICALITIES.find((name) => name === wanted);
  if (criticality === undefined) {
    throw new BadInput([`--criticality ${wanted} must be one of ${CRITICALITIES.join(', ')}.`]);
  }
  const at = Date.parse(instant.data);
  const policy = readPolicy(options.policy);
  const events = readEvents(options.events);
  const factor = attackFactor(events, policy, criticality, at);
  const fall = fallsBelow(factor, policy, at);
  return JSON.stringify({
    score: factor.score,
    uncapped: factor.uncapped,
    shown: factor.shown,
    band: BAND_FACTS[factor.band].label,
    contributions: contributions(events, policy, criticality, at).map(({ event, kind, value }) => ({
      kind,
      occurredAt: event.written,
      value,
    })),
    fallsBelow:
      fall === null
        ? null
        : { band: BAND_FACTS[fall.band].label, at: new Date(fall.at).toISOString(), days: fall.days },
  });
}

try {
  console.log(run());
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  for (const fault of error.faults) console.error(fault);
  process.exitCode = 2;
}
