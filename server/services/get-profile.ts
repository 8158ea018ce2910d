import { z } from 'zod';
import { campaignNetworkOf } from '@/domain/campaigns/campaign-network';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import { personIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { attackFactor } from '@/domain/scoring/attack-factor';
import { type Contribution, contributions, withoutEvent } from '@/domain/scoring/contributions';
import { heatOf } from '@/domain/scoring/heat';
import { leadingEvent } from '@/domain/scoring/leading-event';
import type { Criticality, ScoringPolicy } from '@/domain/scoring/policy';
import { fitBars } from '@/domain/scoring/rounded-bars';
import { scoreSeries } from '@/domain/scoring/score-series';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { criticalitySchema, outcomeSchema, profileSchema } from '@/domain/views/person';
import { campaignsOfPerson } from '@/server/data/campaigns';
import { type CountedCriticality, criticalityAt } from '@/server/data/criticality-history';
import type { Transaction } from '@/server/data/database';
import { countDismissed, type ListedEvent, listEventRows } from '@/server/data/event-list';
import { candidateFromRow } from '@/server/data/event-row';
import { humanRiskCourse, humanRiskOf } from '@/server/data/human-risk';
import { countedOf, scoredEventsOf, type StoredScoredEvent } from '@/server/data/identity-events';
import { knownEventsOf } from '@/server/data/known-events';
import { mergedInto } from '@/server/data/merge-people';
import { directoryOfPerson, hasSignals } from '@/server/data/person-directory';
import { integrationsOfPerson, type ListedPerson, peopleByIds } from '@/server/data/person-list';
import { currentPolicy, type NumberedPolicy, policyAt } from '@/server/data/scoring-policies';
import { pastInstant, pastSchema } from './known-instant';
import { defineOperation } from './operation';
import { briefOf } from './present-campaign';
import { aftermathOfApproval } from './present-aftermath';
import { presentEvents, settingOf, settingThen } from './present-events';
import { presentDirectory } from './present-directory';
import { presentLearning } from './present-learning';
import { presentRiskProfile } from './present-human-risk';
import { presentPerson } from './present-person';

const MOST_EVENTS = 200;
/** Events by which somebody got in that are looked at for the one that leads. */
const MOST_ENTRY_EVENTS = 50;
const PAST_DAYS = 30;
const FUTURE_DAYS = 14;
const STEPS_A_DAY = 4;
const RISK_DAYS = 90;

/**
 * The individual risk profile: score, time to fall, the waterfall that adds up to it, its course and its events. At a
 * past instant by the events known then, the policy and the criticality in force then, and the human risk score of that
 * day; who the person is stays as it is now.
 */
export const getProfile = defineOperation({
  name: 'get-profile',
  http: { method: 'GET', path: '/api/v1/people/:id' },
  permission: 'people:read',
  input: z.object({ id: personIdSchema, at: pastSchema }),
  output: profileSchema,
  audit: {
    none: 'Who viewed whose profile is recorded with the viewing log, which comes with the audit page.',
  },
  effect: 'read',
  run: async ({ accountId, actor, tx, now }, { id: asked, at: askedAt }) => {
    const past = pastInstant(askedAt, now);
    const at = past ?? now;
    const current = await currentPolicy(accountId, tx);
    const found = await findPerson(accountId, tx, current.number, asked);
    if (found === null) throw Refusal.notFound('person');
    const { id } = found;
    const { policy, number, counted, scored, dismissed } =
      past === null
        ? await asItStands(accountId, tx, current, found)
        : await asItStood(accountId, tx, id, past);
    const { criticality } = counted;
    const risk = await humanRiskOf(accountId, tx, id, at);
    const person =
      past === null
        ? found
        : { ...found, ...standingThen(scored, policy, counted), humanRisk: risk?.score ?? null };
    const known = past === null ? {} : { knownAt: past };
    const rows = await listEventRows(accountId, tx, { personId: id, ...known }, null, MOST_EVENTS);
    // Asked for by itself: it may lie before more refusals than are listed. What is dismissed was nobody's way in.
    const way = { personId: id, outcome: 'got_in', disposition: 'counted', ...known } as const;
    const entry = leadOf(await listEventRows(accountId, tx, way, null, MOST_ENTRY_EVENTS), policy);
    const shown = [...rows, ...entry];
    const setting =
      past === null
        ? await settingOf(accountId, tx, shown, { actor, policy, now })
        : await settingThen(accountId, tx, shown, { actor, policy, at: past });
    const events = presentEvents(rows, setting);
    const [gotIn] = presentEvents(entry, setting);
    const points = scoreSeries(scored, policy, criticality, {
      from: at - PAST_DAYS * DAY_MS,
      to: at + FUTURE_DAYS * DAY_MS,
      steps: (PAST_DAYS + FUTURE_DAYS) * STEPS_A_DAY,
      now: at,
    });
    const isSeen = await hasSignals(accountId, tx, id);
    const series = (projected: boolean) =>
      points
        .filter((point) => point.projected === projected)
        .map((point) => ({ at: new Date(point.at).toISOString(), score: point.score }));
    return {
      at: new Date(at).toISOString(),
      asOf: past === null ? null : new Date(past).toISOString(),
      policy: { number, halfLifeDays: policy.halfLifeDays, multipliers: policy.multipliers },
      person: {
        ...presentPerson(person, policy, at),
        firstSeenAt: person.firstSeenAt.toISOString(),
        lastSeenAt: person.lastSeenAt.toISOString(),
        hasSignals: isSeen,
        integrations: await integrationsOfPerson(accountId, tx, id),
      },
      humanRisk: presentRiskProfile(
        risk,
        await humanRiskCourse(accountId, tx, id, { from: at - RISK_DAYS * DAY_MS, to: at }),
        { from: at - RISK_DAYS * DAY_MS, now: at },
      ),
      directory: presentDirectory(person, await directoryOfPerson(accountId, tx, id)),
      waterfall: waterfall(scored, policy, criticality, at),
      series: { past: series(false), future: series(true) },
      gotIn:
        gotIn === undefined
          ? null
          : {
              ...{ eventId: gotIn.id, at: gotIn.occurredAt, sentence: gotIn.sentence },
              after: past === null ? await afterEntry(accountId, tx, entry) : null,
            },
      campaigns: past === null ? (await campaignsOfPerson(accountId, tx, id)).map(briefOf) : [],
      events,
      learning: isSeen ? await presentLearning(accountId, tx, id, at) : null,
      dismissed,
    };
  },
});

/** Of the events of the newest entry the one that says most; none where nobody got in. */
function leadOf(rows: readonly ListedEvent[], policy: ScoringPolicy): ListedEvent[] {
  const events = rows.map((row) => ({
    row,
    kind: candidateFromRow(row).kind,
    confidence: row.confidence,
    occurredAt: row.occurredAt.getTime(),
  }));
  const lead = leadingEvent(events, policy);
  return lead === null ? [] : [lead.row];
}

/** What happened after the newest approval. */
async function afterEntry(accountId: string, tx: Transaction, entry: readonly ListedEvent[]) {
  const [row] = entry;
  if (row === undefined) return null;
  const approval = { personId: row.personId, at: row.occurredAt.getTime() };
  return aftermathOfApproval(accountId, tx, approval, campaignNetworkOf(candidateFromRow(row)));
}

/** What a score is reckoned from. */
interface Grounds extends NumberedPolicy {
  readonly counted: CountedCriticality;
  readonly scored: readonly StoredScoredEvent[];
  /** How many events are left out because somebody dismissed them. */
  readonly dismissed: number;
}

async function asItStands(
  accountId: string,
  tx: Transaction,
  current: NumberedPolicy,
  { id, criticality, ownCriticality, criticalityGroup }: ListedPerson,
): Promise<Grounds> {
  const scored = (await scoredEventsOf(accountId, tx, [id])).get(id) ?? [];
  const dismissed = await countDismissed(accountId, tx, id);
  const counted = {
    criticality: criticalitySchema.parse(criticality),
    own: ownCriticality !== null,
    group: criticalityGroup,
  };
  return { ...current, counted, scored, dismissed };
}

async function asItStood(accountId: string, tx: Transaction, id: string, at: number): Promise<Grounds> {
  const known = await knownEventsOf(accountId, tx, id, at);
  const scored = countedOf(known);
  return {
    ...(await policyAt(accountId, tx, at)),
    counted: await criticalityAt(accountId, tx, id, at),
    scored,
    dismissed: known.length - scored.length,
  };
}

/** What was stored beside a person then. */
function standingThen(
  scored: readonly StoredScoredEvent[],
  policy: ScoringPolicy,
  { criticality, own, group }: CountedCriticality,
): Pick<
  ListedPerson,
  'heat' | 'criticality' | 'ownCriticality' | 'criticalityGroup' | 'events' | 'lastEventAt'
> {
  return {
    criticality,
    ownCriticality: own ? criticality : null,
    criticalityGroup: group,
    heat: heatOf(scored, policy, criticality),
    events: scored.length,
    lastEventAt: scored.length === 0 ? null : new Date(Math.max(...scored.map((event) => event.occurredAt))),
  };
}

/** The person of an id, or whom they were merged into: an old address of a profile still finds its person. */
async function findPerson(
  accountId: string,
  tx: Transaction,
  policy: number,
  id: string,
): Promise<ListedPerson | null> {
  const [person] = await peopleByIds(accountId, tx, policy, [id]);
  if (person !== undefined) return person;
  const into = await mergedInto(accountId, tx, id);
  if (into === null || into === id) return null;
  const [survivor] = await peopleByIds(accountId, tx, policy, [into]);
  return survivor ?? null;
}

/** Bars that add up, as printed, to the uncapped factor, and with the cap to the factor. */
function waterfall(
  scored: readonly StoredScoredEvent[],
  policy: ScoringPolicy,
  criticality: Criticality,
  now: number,
) {
  const factor = attackFactor(scored, policy, criticality, now);
  const parts = contributions(scored, policy, criticality, now).filter(
    (part) => part.reason.is !== 'unscored' && part.undamped > 0,
  );
  // Cut, not rounded, like the score itself; the slack keeps a whole hundredth whole.
  const uncapped = Math.floor(factor.uncapped * 100 * (1 + 1e-12)) / 100;
  const printed = fitBars(
    parts.map((part) => part.value),
    uncapped,
    2,
  );
  const cap = Math.min(0, 10 - uncapped);
  return {
    bars: parts.map((part, index) => ({
      ...barFacts(part),
      weight: policy.weights[part.event.kind],
      printed: (printed[index] ?? 0).toFixed(2),
      without: withoutEvent(scored, part.event, policy, criticality, now).shown.toFixed(1),
      outcome: outcomeSchema.parse(part.event.outcome),
    })),
    uncappedPrinted: uncapped.toFixed(2),
    capPrinted: cap.toFixed(2),
    totalPrinted: (uncapped + cap).toFixed(2),
  };
}

function barFacts(part: Contribution) {
  const { event, reason } = part;
  return {
    eventId: event.id ?? '',
    kind: event.kind,
    label: EVENT_CATALOGUE[event.kind].label,
    occurredAt: new Date(event.occurredAt).toISOString(),
    confidence: event.confidence,
    value: part.value,
    rank: part.rank,
    reason:
      reason.is === 'same_cause_as'
        ? ('same_cause' as const)
        : reason.is === 'leads'
          ? ('leads' as const)
          : ('shared' as const),
    sameCauseAs: reason.is === 'same_cause_as' ? reason.kind : null,
  };
}
