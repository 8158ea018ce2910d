import { z } from 'zod';
import { BAND_FACTS, type Band } from '@/domain/bands';
import { SYSTEM_RULES } from '@/domain/detection/high-risk-system-event';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { OUTCOMES } from '@/domain/people/person-outcome';
import { type Trigger, waitsForKind } from './rule';
import { FEED_CHANGES, TOLD_BANDS, TOLD_SCORES, type ToldScore } from './terms';

/** What occurred longer ago than this when it became known is nobody's news. It is in every list all the same. */
const NEWS_FOR_MS = 7 * 86_400_000;

/** What happened, as it is stored with the rule that it matched. Names are looked up when somebody is told. */
export const subjectSchema = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('band'),
    score: z.enum(TOLD_SCORES),
    /** The band that was reached, and every band that somebody is told of on the way to it. */
    band: z.enum(TOLD_BANDS),
    entered: z.array(z.enum(TOLD_BANDS)),
  }),
  z.object({
    is: z.literal('event'),
    eventId: z.string(),
    kind: z.enum(EVENT_KINDS),
    outcome: z.enum(OUTCOMES),
    occurredAt: z.number(),
  }),
  z.object({
    is: z.literal('campaign'),
    campaignId: z.string(),
    network: z.string(),
    people: z.number(),
    outcome: z.enum(OUTCOMES),
  }),
  z.object({
    is: z.literal('feed'),
    integrationId: z.string(),
    change: z.enum(FEED_CHANGES),
  }),
  z.object({
    is: z.literal('system'),
    eventId: z.string(),
    rule: z.enum(SYSTEM_RULES),
    occurredAt: z.number(),
  }),
]);
export type Subject = z.output<typeof subjectSchema>;

/** Something that a rule may wait for. `at` in epoch milliseconds: when it came about here. */
export interface Happening {
  /** The same for the same happening, however often it is found. */
  readonly key: string;
  readonly at: number;
  readonly subject: Subject;
  /** Whom it is about, where it is about one person. */
  readonly personId: string | null;
  /** Whom it is about, of whom one has to be among those of the rule; null where it is about nobody. */
  readonly people: readonly string[] | null;
  /** What was known of it before, where it was: a rule that matched that already says nothing again. */
  readonly before?: Subject | null;
}

/** Whether a rule waits for this. What did not change in what it waits for is told once. */
export function matches(
  trigger: Trigger,
  { subject, before = null }: Pick<Happening, 'subject' | 'before'>,
): boolean {
  return matchesSubject(trigger, subject) && !(before !== null && matchesSubject(trigger, before));
}

function matchesSubject(trigger: Trigger, subject: Subject): boolean {
  if (trigger.on !== subject.is) return false;
  if (trigger.on === 'band' && subject.is === 'band')
    return trigger.score === subject.score && trigger.bands.some((band) => subject.entered.includes(band));
  if (trigger.on === 'event' && subject.is === 'event')
    return waitsForKind(trigger, subject.kind) && (!trigger.gotIn || subject.outcome === 'got_in');
  if (trigger.on === 'feed' && subject.is === 'feed') return trigger.changes.includes(subject.change);
  return true;
}

/** Whether what occurred then (epoch milliseconds) is news still. */
export function isNews(occurredAt: number, now: number): boolean {
  return now - occurredAt <= NEWS_FOR_MS;
}

/** A rise from one band to another; null where it is none, or one into a band that nobody is told of. */
export function riseOf(score: ToldScore, from: Band, to: Band): Extract<Subject, { is: 'band' }> | null {
  const entered = TOLD_BANDS.filter(
    (band) =>
      BAND_FACTS[band].index > BAND_FACTS[from].index && BAND_FACTS[band].index <= BAND_FACTS[to].index,
  );
  const band = entered.at(-1);
  return band === undefined ? null : { is: 'band', score, band, entered };
}
