import { SCORE_CAP } from '@/domain/bands';
import { findConnector } from '@/domain/connectors/catalogue';
import { personPageOf } from '@/domain/connectors/person-page';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import { personIdSchema } from '@/domain/identifiers';
import type { AttackFactor } from '@/domain/scoring/attack-factor';
import { type Contribution, withoutEvent } from '@/domain/scoring/contributions';
import { leadingEvent } from '@/domain/scoring/leading-event';
import type { Criticality, ScoringPolicy } from '@/domain/scoring/policy';
import { printedContributions, printHundredths } from '@/domain/scoring/printed-contributions';
import { scoreSeries } from '@/domain/scoring/score-series';
import { DAY_MS } from '@/domain/scoring/scored-event';
import type { GapView } from '@/domain/views/feed-quality';
import { type Profile, profileSchema } from '@/domain/views/person';
import { campaignsOfPerson } from '@/server/data/campaigns/campaigns';
import type { Transaction } from '@/server/data/database';
import type { ListedEvent } from '@/server/data/events/event-list';
import { candidateFromRow } from '@/server/data/events/event-row';
import type { StoredScoredEvent } from '@/server/data/events/identity-events';
import { listGaps } from '@/server/data/integrations/gaps';
import { directoryOfPerson, hasSignals } from '@/server/data/people/person-directory';
import { integrationsOfPerson, type KnowingIntegration } from '@/server/data/people/person-list';
import { revealedUntil } from '@/server/data/privacy/name-reveals';
import { humanRiskCourse, humanRiskOf } from '@/server/data/scoring/human-risk';
import { type Actor, actorMay } from '@/server/services/actor';
import { beginsViewing } from '@/server/services/audit/viewing';
import { aftermathOfEvent } from '@/server/services/campaigns/present-aftermath';
import { briefOf } from '@/server/services/campaigns/present-campaign';
import { presentLearning } from '@/server/services/detection/present-learning';
import { presentEvents } from '@/server/services/events/present-events';
import { presentDirectory } from '@/server/services/integrations/present-directory';
import { openGapsAt, presentOpenGap } from '@/server/services/collection/open-gaps';
import { presentGap } from '@/server/services/integrations/present-gap';
import { defineOperation } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import {
  eventsAt,
  findPerson,
  groundsOf,
  type Moment,
  momentOf,
  momentSchema,
  personThen,
  settingAt,
} from './grounds';
import { pastFacts } from './past-facts';
import { presentRiskProfile } from './present-human-risk';
import { presentPerson } from './present-person';

const MOST_EVENTS = 200;
/** Events by which somebody got in that are looked at for the one that leads. */
const MOST_ENTRY_EVENTS = 50;
const PAST_DAYS = 30;
const FUTURE_DAYS = 14;
const STEPS_A_DAY = 4;
const RISK_DAYS = 90;
const MOST_GAPS = 50;

/**
 * The individual risk profile: score, time to fall, the waterfall that adds up to it, its course and its events. At a
 * past instant by what was known then, or by what is known of it now (`groundsOf`), the policy in force then, and the
 * human risk score of that day; devices and what looks after them stay as they are now.
 */
export const getProfile = defineOperation({
  name: 'get-profile',
  http: { method: 'GET', path: '/api/v1/people/:id' },
  permission: 'people:read',
  input: momentSchema.extend({ id: personIdSchema }),
  output: profileSchema,
  audit: { entity: 'person' },
  effect: 'read',
  run: async ({ accountId, actor, tx, runtime, now, names, audit }, { id: asked, ...given }) => {
    const moment = momentOf(given, now);
    const { at, past } = moment;
    const found = await findPerson(accountId, tx, asked);
    const { id } = found.person;
    if (await beginsViewing(accountId, tx, actor, `person:${id}`, now))
      audit({ entityId: id, after: past === null ? {} : { at: new Date(at).toISOString(), reading: past } });
    const grounds = await groundsOf(accountId, tx, found, moment);
    const { policy, number, scored, dismissed } = grounds;
    const { criticality } = grounds.counted;
    const risk = await humanRiskOf(accountId, tx, id, at);
    const person = past === null ? found.person : personThen(found.person, grounds, risk?.score ?? null);
    const rows = await eventsAt(accountId, tx, { personId: id }, moment, MOST_EVENTS);
    // Asked for by itself: it may lie before more refusals than are listed. What is dismissed was nobody's way in.
    const way = { personId: id, outcome: 'got_in', disposition: 'counted' } as const;
    const entry = leadOf(await eventsAt(accountId, tx, way, moment, MOST_ENTRY_EVENTS), policy);
    const setting = await settingAt(accountId, tx, [...rows, ...entry], moment, { actor, policy, now });
    const events = presentEvents(rows, setting);
    const [lead] = entry;
    const [gotIn] = presentEvents(entry, setting);
    const points = scoreSeries(scored, policy, criticality, {
      from: at - PAST_DAYS * DAY_MS,
      to: at + FUTURE_DAYS * DAY_MS,
      steps: (PAST_DAYS + FUTURE_DAYS) * STEPS_A_DAY,
      now: at,
    });
    const integrations = await integrationsOfPerson(accountId, tx, id);
    const isSeen = past === null ? await hasSignals(accountId, tx, id) : grounds.newestRecordAt !== null;
    const series = (projected: boolean) =>
      points
        .filter((point) => point.projected === projected)
        .map((point) => ({ at: new Date(point.at).toISOString(), score: point.score }));
    return {
      ...(await pastFacts(accountId, tx, moment, policy)),
      policy: { number, halfLifeDays: policy.halfLifeDays, multipliers: policy.multipliers },
      person: {
        ...presentPerson(person, policy, at),
        firstSeenAt: person.firstSeenAt.toISOString(),
        lastSeenAt: person.lastSeenAt.toISOString(),
        hasSignals: isSeen,
        integrations: integrations.map(presentIntegration),
      },
      humanRisk: presentRiskProfile(
        risk,
        await humanRiskCourse(accountId, tx, id, { from: at - RISK_DAYS * DAY_MS, to: at }),
        { from: at - RISK_DAYS * DAY_MS, now: at },
      ),
      directory: presentDirectory(person, await directoryOfPerson(accountId, tx, id)),
      waterfall: waterfall(scored, policy, criticality, at),
      series: { past: series(false), future: series(true) },
      gaps: await gapsBehind(accountId, tx, runtime, integrations, moment, now),
      gotIn:
        gotIn === undefined
          ? null
          : {
              ...{ eventId: gotIn.id, at: gotIn.occurredAt, sentence: gotIn.sentence },
              after: past === null && lead !== undefined ? await aftermathOfEvent(accountId, tx, lead) : null,
            },
      campaigns:
        past === null
          ? (await campaignsOfPerson(accountId, tx, id)).map(({ asThem, ...campaign }) => ({
              ...briefOf(campaign),
              asThem,
            }))
          : [],
      events,
      names: names.withheld
        ? await revealOf(accountId, tx, actor, id, now)
        : { shown: 'yes' as const, until: null },
      learning: isSeen ? await presentLearning(accountId, tx, id, { at, isNow: past === null }) : null,
      dismissed,
    };
  },
});

/** Whether somebody from whom names are withheld is shown this one all the same. A program never is, nor who may not reveal. */
async function revealOf(
  accountId: string,
  tx: Transaction,
  actor: Actor,
  personId: string,
  now: number,
): Promise<Profile['names']> {
  const { memberId = null } = actor.kind === 'member' && actorMay(actor, 'people:reveal') ? actor : {};
  const until = memberId === null ? null : await revealedUntil(accountId, tx, { memberId, personId, now });
  return until === null
    ? { shown: 'no', until: null }
    : { shown: 'revealed', until: new Date(until).toISOString() };
}

/** What was not collected of these integrations in the time of the courses; as known then, those found by then. */
async function gapsBehind(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  integrations: readonly KnowingIntegration[],
  { at, past }: Moment,
  now: number,
) {
  const within = { from: at - RISK_DAYS * DAY_MS, to: at };
  const found: GapView[] = [];
  for (const { id, connector } of integrations) {
    const gaps = await listGaps(accountId, tx, id, MOST_GAPS, { within });
    found.push(...gaps.map((gap) => presentGap(connector, gap)));
  }
  const ids = new Set(integrations.map(({ id }) => id));
  const open = (await openGapsAt(accountId, tx, runtime, { at, past, now }))
    .filter(({ from, integration }) => from < at && ids.has(integration.id))
    .map(presentOpenGap);
  if (past !== 'then') return [...open, ...found];
  const then = new Date(at).toISOString();
  const known = found
    .filter(({ foundAt }) => foundAt <= then)
    .map((gap) => (gap.refilledAt === null || gap.refilledAt <= then ? gap : { ...gap, refilledAt: null }));
  return [...open, ...known];
}

/** Where a person is known from, with the page that the vendor's own panel has of them. */
function presentIntegration({ id, name, connector, host, key }: KnowingIntegration) {
  const page = findConnector(connector)?.personPage;
  const href = page === undefined || key === null ? null : personPageOf(page, host, key);
  return { id, name, page: page === undefined || href === null ? null : { label: page.label, href } };
}

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

/** Bars that add up, as printed, to the uncapped factor, and with the cap to the factor. */
function waterfall(
  scored: readonly StoredScoredEvent[],
  policy: ScoringPolicy,
  criticality: Criticality,
  now: number,
) {
  const { parts, uncapped } = printedContributions(scored, policy, criticality, now);
  const bars = parts.filter((part) => part.reason.is !== 'unscored' && part.undamped > 0);
  const cap = Math.min(0, 100 * SCORE_CAP - uncapped);
  return {
    bars: bars.map((part) => ({
      ...barFacts(part),
      weight: policy.weights[part.event.kind],
      printed: printHundredths(part.hundredths),
      ...withoutIt(withoutEvent(scored, part.event, policy, criticality, now)),
      outcome: part.event.outcome,
    })),
    uncappedPrinted: printHundredths(uncapped),
    capPrinted: printHundredths(cap),
    totalPrinted: printHundredths(uncapped + cap),
  };
}

/** What the score would be, and where that is the cap, what it would be without it. */
function withoutIt({ shown, uncapped }: AttackFactor) {
  const isCapped = uncapped > SCORE_CAP;
  return {
    without: shown.toFixed(1),
    withoutUncapped: isCapped ? (Math.floor(uncapped * 100) / 100).toFixed(2) : null,
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
