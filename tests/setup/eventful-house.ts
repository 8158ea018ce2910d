import { CRITICALITIES, DEFAULT_POLICY } from '@/domain/scoring/policy';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { standingOfPeople, writeEvents } from '@/server/data/events/identity-events';
import { storeHumanRisk } from '@/server/data/scoring/human-risk';
import { decideEvents } from '@/server/services/events/decide-events';
import { approveProposal, undoDisposition } from '@/server/services/events/settle-disposition';
import { execute } from '@/server/services/operation';
import { setGroupCriticality } from '@/server/services/scoring/group-criticality';
import { preparePolicy } from '@/server/services/scoring/prepare-policy';
import { rescorePeople } from '@/server/services/scoring/rescore-people';
import { savePolicy } from '@/server/services/scoring/save-policy';
import { setCriticality } from '@/server/services/scoring/set-criticality';
import { openScoringHouse, type ScoringHouse } from './scoring-house';
import { member } from './triage-desk';

const HOUR_MS = 3_600_000;
const PEOPLE = 8;
const STEPS = 36;
const KINDS = ['push_harassment', 'novel_asn', 'new_country', 'denied_then_approved'] as const;

/** A house whose people have lived through a week of everything that moves a score or a list. */
export interface EventfulHouse extends ScoringHouse {
  readonly people: readonly string[];
  /** Changes or takes back an event of somebody. */
  readonly changeEvent: () => Promise<void>;
  /** Decides about an event of somebody. */
  readonly decide: () => Promise<void>;
  /** Undoes the oldest decision. */
  readonly undo: () => Promise<void>;
}

/**
 * Lives through that week, seeded: events that come late, change and are taken back, decisions and what undoes them, criticality,
 * groups, human risk and another policy.
 *
 * @param look is called six times on the way, with what there is so far
 */
export async function liveThroughAWeek(look: (house: ScoringHouse) => Promise<void>): Promise<EventfulHouse> {
  const house = await openScoringHouse();
  const people: string[] = [];
  const now = () => house.runtime.now();
  let state = 20261128;
  const chance = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const pick = <T>(choices: readonly T[]): T => {
    const chosen = choices[Math.floor(chance() * choices.length)];
    if (chosen === undefined) throw new Error('There is nothing to choose from.');
    return chosen;
  };

  /** Something that moves a score, or whom a filter leaves, as it comes in life. */
  const steps: readonly (() => Promise<void>)[] = [
    () => raise(0),
    () => raise(0),
    () => raise(-2 * DAY_MS),
    () => raise(5 * DAY_MS),
    changeEvent,
    () => decide('event'),
    () => decide('person_kind'),
    () => decide('network'),
    undo,
    setOne,
    regroup,
    risk,
  ];
  const decided: string[] = [];

  /** An event that occurred so much later than it is recorded: earlier where it came late, later where its clock is wrong. */
  async function raise(offset: number): Promise<void> {
    const wish = { kind: pick(KINDS), at: now() + offset, confidence: pick([0.3, 0.7, 1]) };
    await house.raise(pick(people), [{ ...wish, outcome: pick(['got_in', 'refused', 'unknown']) }], now());
    await house.sql(
      `UPDATE identity_event SET facts = jsonb_set(facts, '{ip}', '"198.51.100.7"') WHERE "recordedAt" = $1`,
      [new Date(now())],
    );
  }

  async function changeEvent(): Promise<void> {
    const { accountId, runtime } = house;
    const id = pick(people);
    await runtime.database.inAccount(accountId, async (tx) => {
      const [stands] = await standingOfPeople(accountId, tx, [id]);
      if (stands === undefined) return;
      const found = { personId: id, candidate: { ...stands.candidate, confidence: pick([0.2, 0.9]) } };
      const { integrationId } = stands;
      const surer = { found, replaces: stands, integrationId, verdict: 'enforced', receivedAt: now() };
      const goes = chance() < 0.4;
      await writeEvents(accountId, tx, goes ? [] : [surer], goes ? [stands] : [], now());
      await rescorePeople(accountId, tx, [id]);
    });
  }

  async function decide(scope: 'event' | 'person_kind' | 'network'): Promise<void> {
    const [event] = await house.sql(
      `SELECT id, "personId", kind FROM identity_event WHERE "retractedAt" IS NULL ORDER BY id OFFSET $1 LIMIT 1`,
      [Math.floor(chance() * 4)],
    );
    if (event === undefined) return;
    const covers = {
      event: { event: event['id'] },
      person_kind: { person: event['personId'], kind: event['kind'] },
      network: { network: '198.51.100.0/24' },
    }[scope];
    const verdict = pick(['benign', 'false_positive', 'confirmed']);
    const { accountId, runtime } = house;
    const by = (name: string) => ({ ...member(accountId, name), provenAt: now() });
    const { id } = await execute(decideEvents, {
      ...{ actor: by('Ada'), runtime },
      input: { scope, ...covers, verdict, reason: 'a drill' },
    });
    if (scope === 'network') await execute(approveProposal, { actor: by('Ben'), runtime, input: { id } });
    decided.push(id);
  }

  async function undo(): Promise<void> {
    const id = decided.shift();
    if (id !== undefined) await execute(undoDisposition, { ...house.who, input: { id } });
  }

  async function setOne(): Promise<void> {
    const input = { id: pick(people), criticality: pick([...CRITICALITIES, null]) };
    await execute(setCriticality, { ...house.who, input });
  }

  async function regroup(): Promise<void> {
    const id = pick(people);
    const [before] = await house.sql('SELECT groups FROM person WHERE id = $1', [id]);
    const after = pick([['Finance'], ['Travel'], ['Travel', 'Finance'], []]);
    await house.sql(
      `INSERT INTO directory_change ("accountId", id, "integrationId", part, "objectId", "personId", at, field, before, after)
       SELECT $1, gen_random_uuid(), i.id, 'users', 'DU1', $2, $3, 'groups', $4, $5 FROM integration i`,
      [house.accountId, id, new Date(now()), JSON.stringify(before?.['groups']), JSON.stringify(after)],
    );
    await house.sql('UPDATE person SET groups = $2 WHERE id = $1', [id, after]);
  }

  async function risk(): Promise<void> {
    const day = Math.floor(now() / DAY_MS) * DAY_MS;
    const states = { enrolment: null, strength: null, devices: [] };
    const score = pick([null, 1, 4.5, 9]);
    await house.runtime.database.inAccount(house.accountId, (tx) =>
      storeHumanRisk(house.accountId, tx, day, [{ personId: pick(people), score, readings: [], states }]),
    );
  }

  for (let index = 0; index < PEOPLE; index += 1) people.push(await house.person([]));
  house.ahead += DAY_MS;
  await execute(setGroupCriticality, {
    ...house.who,
    input: { group: 'Finance', criticality: 'elevated' },
  });
  for (let step = 0; step < STEPS; step += 1) {
    house.ahead += 5 * HOUR_MS + step;
    if (step === 25) {
      const policy = { ...DEFAULT_POLICY, halfLifeDays: 6 };
      await execute(savePolicy, { ...house.who, input: { policy, basedOn: 1, reason: 'a test' } });
      await execute(preparePolicy, { ...house.who, input: {} });
    }
    await (steps[step % steps.length] ?? risk)();
    await pick(steps)();
    house.ahead += HOUR_MS;
    if (step % 6 === 5) await look(house);
    house.ahead += 1;
  }

  return Object.assign(house, { people, changeEvent, decide: () => decide('event'), undo });
}
