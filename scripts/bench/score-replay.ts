import { z } from 'zod';
import { BANDS } from '@/domain/bands';
import { parseEventKind } from '@/domain/event-catalogue';
import { accountIdSchema } from '@/domain/identifiers';
import { attackFactor } from '@/domain/scoring/attack-factor';
import { CRITICALITIES, DEFAULT_POLICY, type ScoringPolicy } from '@/domain/scoring/policy';
import type { ScoredEvent } from '@/domain/scoring/scored-event';
import type { Replay } from '@/domain/views/scoring';
import { execute } from '@/server/services/operation';
import { previewPolicy } from '@/server/services/scoring/preview-policy';
import { type BenchHouse, openBenchHouse } from './bench-house';
import { type BenchOptions, type BenchReport, median, rounded } from './bench-report';

const GOAL_SECONDS = 10;
const EVENTS_EACH = 10;

/** Unlike the default in every number. */
const DRAFT: ScoringPolicy = {
  ...DEFAULT_POLICY,
  halfLifeDays: 5,
  share: 0.35,
  dampingExponent: 1.2,
  weights: { ...DEFAULT_POLICY.weights, novel_asn: 4, push_harassment: 6 },
  multipliers: { standard: 1, elevated: 1.4, critical: 2 },
};

/** The replay of a draft over 100,000 people and 1,000,000 events, and whether it is exact. */
export async function benchReplay({ quick, say }: BenchOptions): Promise<Omit<BenchReport, 'bench'>> {
  const people = quick ? 2_000 : 100_000;
  const rounds = quick ? 1 : 5;
  const house = await openBenchHouse(['--people', '10', '--history', '1d']);
  try {
    const accountId = accountIdSchema.parse(house.accountId);
    say(`Writing ${people * EVENTS_EACH} events of ${people} people.`);
    await writePeople(house, people);
    const seconds: number[] = [];
    const processor: number[] = [];
    let replay: Replay | null = null;
    for (let round = 0; round <= rounds; round += 1) {
      const began = performance.now();
      const spent = process.cpuUsage();
      replay = await execute(previewPolicy, {
        actor: { kind: 'system', name: 'bench', accountId },
        runtime: house.runtime,
        input: { policy: DRAFT },
      });
      const { user, system } = process.cpuUsage(spent);
      const took = (performance.now() - began) / 1000;
      say(`Replay ${round}: ${rounded(took, 2)} s.`);
      // The first fills caches and lets the code be compiled.
      if (round === 0 && !quick) continue;
      seconds.push(took);
      processor.push((user + system) / 1_000_000);
    }
    const exact = replay !== null && (await equalsRecomputation(house, replay));
    return {
      pass: median(seconds) <= GOAL_SECONDS && exact,
      figures: {
        people,
        events: people * EVENTS_EACH,
        replayRounds: rounds,
        replaySeconds: rounded(median(seconds), 2),
        replaySlowestSeconds: rounded(Math.max(...seconds), 2),
        replayProcessorSecondsWithoutPostgres: rounded(median(processor), 2),
        goalReplaySeconds: GOAL_SECONDS,
        replayEqualsRecomputation: exact,
      },
    };
  } finally {
    await house.close();
  }
}

/** People of every criticality with events of every kind over 60 days, each as sure as chance wants it. */
async function writePeople({ superuser, accountId }: BenchHouse, people: number): Promise<void> {
  const kinds = Object.entries(DEFAULT_POLICY.weights).flatMap(([kind, weight]) => (weight > 0 ? kind : []));
  await superuser.query(
    `WITH made AS (
       INSERT INTO person ("accountId", id, name, username, groups, "firstSeenAt", "lastSeenAt", criticality)
       SELECT $1, gen_random_uuid(), 'person ' || n, 'person' || n, '{}', now(), now(), ($3::text[])[1 + n % 3]
       FROM generate_series(1, $2::int) n RETURNING id
     )
     INSERT INTO identity_event ("accountId", id, version, "personId", kind, anchor, "integrationId", "occurredAt",
       "receivedAt", "recordedAt", confidence, verdict, outcome, sources, facts, "detectorVersion")
     SELECT $1, gen_random_uuid(), 1, id, ($4::text[])[1 + floor(random() * $5::int)], 'bench:' || e, $1,
       now() - random() * interval '60 days', now(), now(), 0.05 + 0.95 * random(), 'enforced', 'refused', '[]', '{}',
       '1'
     FROM made, generate_series(1, $6::int) e`,
    [accountId, people, [...CRITICALITIES], kinds, kinds.length, EVENTS_EACH],
  );
  await superuser.query('VACUUM ANALYZE person, identity_event');
}

const eventRow = z.object({
  personId: z.string(),
  criticality: z.enum(CRITICALITIES),
  kind: z.string(),
  occurredAt: z.date(),
  receivedAt: z.date(),
  confidence: z.number(),
});

/** Scores everybody under both policies from rows that are read another way, and compares all that the replay says. */
async function equalsRecomputation(house: BenchHouse, replay: Replay): Promise<boolean> {
  const at = Date.parse(replay.at);
  const { rows } = await house.superuser.query(
    `SELECT e."personId", p.criticality, e.kind, e."occurredAt", e."receivedAt", e.confidence FROM identity_event e
     JOIN person p ON p."accountId" = e."accountId" AND p.id = e."personId" WHERE e."retractedAt" IS NULL`,
  );
  const people = new Map<string, { criticality: (typeof CRITICALITIES)[number]; events: ScoredEvent[] }>();
  for (const row of rows) {
    const { personId, criticality, kind: word, ...event } = eventRow.parse(row);
    const kind = parseEventKind(word);
    if (kind === null) return false;
    const known = people.get(personId) ?? { criticality, events: [] };
    known.events.push({
      kind,
      occurredAt: event.occurredAt.getTime(),
      receivedAt: event.receivedAt.getTime(),
      confidence: event.confidence,
    });
    people.set(personId, known);
  }
  const moves = [...people].map(([id, { criticality, events }]) => ({
    id,
    before: attackFactor(events, DEFAULT_POLICY, criticality, at),
    after: attackFactor(events, DRAFT, criticality, at),
  }));
  const distance = (move: { before: { score: number }; after: { score: number } }) =>
    Math.abs(move.after.score - move.before.score);
  const byId = new Map(moves.map((move) => [move.id, move]));
  const largest = moves
    .map(distance)
    .sort((a, b) => b - a)
    .slice(0, replay.largest.length);
  return (
    replay.people === people.size &&
    replay.up + replay.down === moves.filter(({ before, after }) => before.band !== after.band).length &&
    BANDS.every(
      (band) =>
        replay.bands.before[band] === moves.filter(({ before }) => before.band === band).length &&
        replay.bands.after[band] === moves.filter(({ after }) => after.band === band).length,
    ) &&
    replay.largest.every((move, place) => {
      const own = byId.get(move.person.id);
      return (
        own?.before.score === move.before.score &&
        own.after.score === move.after.score &&
        distance(move) === largest[place]
      );
    })
  );
}
