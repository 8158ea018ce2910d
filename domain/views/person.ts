import { z } from 'zod';
import { READINGS } from '@/domain/people/reading';
import {
  aboutPerson,
  hidden,
  namedPerson,
  personName,
  plainText,
  rawRecord,
  writtenText,
} from '@/domain/names/name-marks';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { entryAftermathSchema } from './aftermath';
import { gapViewSchema } from './feed-quality';
import { humanRiskProfileSchema, humanRiskScoreSchema } from './human-risk';
import { learningSchema } from './learning';
import { directoryBriefSchema, personDirectorySchema } from './directory';
import { dispositionBriefSchema } from './disposition';
import { bandCountsSchema, bandSchema, scoreSchema } from './score';

export const criticalitySchema = z.enum(['standard', 'elevated', 'critical']);
export const outcomeSchema = z.enum(['got_in', 'refused', 'unknown']);
export const kindSchema = z.enum(EVENT_KINDS);

export type { Reading } from '@/domain/people/reading';

export const fallSchema = z
  .object({ band: bandSchema, at: z.string(), days: z.number() })
  .nullable()
  .describe('The band that is left if nothing more happens, and when; null in the lowest band');

export const personRowSchema = z.object({
  id: z.string(),
  /** Whether they got in as this person, by the events that count; null without one. */
  outcome: outcomeSchema.nullable(),
  name: personName(),
  username: personName(),
  email: hidden(z.string().nullable()),
  groups: z.array(z.string()),
  criticality: criticalitySchema,
  /** Where that comes from: nowhere, a setting of this person's own, or the rule of a group. */
  criticalityFrom: z.object({ by: z.enum(['default', 'own', 'group']), group: z.string().nullable() }),
  attackFactor: scoreSchema,
  /** Null where nothing is known of the person's posture, or it was not reckoned yet. */
  humanRisk: humanRiskScoreSchema.nullable(),
  fallsBelow: fallSchema,
  /** When the uncapped value leaves the cap; null when it is below it. */
  leavesCapAt: z.string().nullable(),
  events: z.number().int(),
  lastEventAt: z.string().nullable(),
  directory: directoryBriefSchema,
});
aboutPerson(personRowSchema, 'id');
export type PersonRow = z.infer<typeof personRowSchema>;

/** Before when what a past moment would be shown by is kept no longer; null where nothing of it is missing. */
export const forgottenSchema = z.object({
  namesBefore: z.string().nullable(),
  eventsBefore: z.string().nullable(),
});

/** The moment that an answer is of, where it is a past one. */
export const pastShape = {
  /** The past instant that was asked for; null of this moment. */
  asOf: z.string().nullable(),
  reading: z.enum(READINGS).nullable(),
  /** Since when Parapet collects, of a moment before that as known then: nobody was known. */
  collectsSince: z.string().nullable(),
  forgotten: forgottenSchema,
};

export const peoplePageSchema = z.object({
  at: z.string(),
  ...pastShape,
  policy: z.number().int(),
  people: z.array(personRowSchema),
  /** Everybody, however the list is narrowed; with the first page alone. */
  figures: z
    .object({
      people: z.number().int(),
      /** By attack factor. */
      bands: bandCountsSchema,
      /** By human risk score; `without` have none. */
      risk: z.object({ bands: bandCountsSchema, without: z.number().int() }),
    })
    .nullable(),
  /**
   * Whom the filter leaves by band of the score that the list is in order by, of human risk or else the attack factor, whichever
   * of its bands is chosen; with the first page alone. `without` have no human risk score.
   */
  inBands: z
    .discriminatedUnion('score', [
      z.object({ score: z.literal('attack_factor'), bands: bandCountsSchema }),
      z.object({ score: z.literal('human_risk'), bands: bandCountsSchema, without: z.number().int() }),
    ])
    .nullable(),
  /** Whom the filter left when the list began. */
  total: z.number().int(),
  /** How those who entered a band since an instant were found; null for any other list. */
  entered: z
    .object({
      /** So many of the highest alone were compared with what they were; null where everybody was. */
      compared: z.number().int().nullable(),
      /** Since when Parapet collects, where the instant lies before: nothing was known then. */
      collectsSince: z.string().nullable(),
      /** Events from before are not kept, and would count at the instant: what people were may be too low. */
      eventsBefore: z.string().nullable(),
    })
    .nullable(),
  nextCursor: z.string().nullable(),
});
export type PeoplePage = z.infer<typeof peoplePageSchema>;

export const eventRowSchema = z.object({
  id: z.string(),
  kind: kindSchema,
  label: z.string(),
  group: z.string(),
  occurredAt: z.string(),
  receivedAt: z.string(),
  person: namedPerson(),
  outcome: outcomeSchema,
  /** One sentence built from the evidence. */
  sentence: z.string(),
  /** Duo's own names for what it detected. */
  names: z.array(z.string()),
  /** How Duo treated it: enforced, shadow, preview or suppressed. */
  verdict: z.enum(['enforced', 'shadow', 'preview', 'suppressed']),
  confidence: z.number(),
  from: z.object({
    ip: z.string().nullable(),
    city: z.string().nullable(),
    country: z.string().nullable(),
  }),
  application: z.string().nullable(),
  /** Who did it, where that is not the person: an administrator, say. */
  actor: z.string().nullable(),
  integration: z.object({ id: z.string(), name: z.string() }),
  /** What it adds to its person's attack factor at the instant of the answer, unrounded, before the cap. */
  contribution: z.number(),
  /** The same as it is printed, with two decimals: those of all events of a person add up to the printed uncapped factor. */
  contributionPrinted: z.string(),
  /** What was decided of it; null while nobody has. Benign and false positive events add nothing. */
  disposition: dispositionBriefSchema.nullable(),
});
aboutPerson(eventRowSchema, 'person', 'id');
export type EventRow = z.infer<typeof eventRowSchema>;

export const eventsPageSchema = z.object({
  at: z.string(),
  ...pastShape,
  policy: z.number().int(),
  /** How many there are in all; said with the first page alone. */
  total: z.number().int().nullable(),
  events: z.array(eventRowSchema),
  nextCursor: z.string().nullable(),
});
export type EventsPage = z.infer<typeof eventsPageSchema>;

/** A campaign in few words, where something belongs to it. */
export const campaignBriefSchema = z.object({
  id: z.string(),
  outcome: outcomeSchema,
  network: z.string(),
  people: z.number().int(),
  lastAt: z.string(),
});
export type CampaignBrief = z.infer<typeof campaignBriefSchema>;

export const waterfallBarSchema = z.object({
  eventId: z.string(),
  kind: kindSchema,
  label: z.string(),
  occurredAt: z.string(),
  weight: z.number(),
  confidence: z.number(),
  /** Unrounded; all bars sum to the uncapped attack factor. */
  value: z.number(),
  /** Two decimals, fitted so that the printed bars add up to the printed total. */
  printed: z.string(),
  reason: z.enum(['leads', 'shared', 'same_cause']),
  /** The kind that covers this one, when the reason is the same cause. */
  sameCauseAs: kindSchema.nullable(),
  /** Position among repeats of its kind, 1 being the strongest. */
  rank: z.number().int(),
  /** The attack factor were this event not there, truncated as shown. */
  without: z.string(),
  /** The same before the cap, two decimals, where it is above the cap; else null. */
  withoutUncapped: z.string().nullable(),
  outcome: outcomeSchema,
});

export const profileSchema = z.object({
  at: z.string(),
  /** Score, waterfall, course and events are those of a past moment in its reading, where one was asked for. */
  ...pastShape,
  policy: z.object({
    number: z.number().int(),
    halfLifeDays: z.number(),
    /** What each criticality multiplies the factor by. */
    multipliers: z.record(criticalitySchema, z.number()),
  }),
  person: personRowSchema.extend({
    firstSeenAt: z.string(),
    lastSeenAt: z.string(),
    /** False for somebody of whom nothing but the directory tells; of the past, where no record of then is kept. */
    hasSignals: z.boolean(),
    integrations: z.array(
      z.object({
        ...{ id: z.string(), name: z.string() },
        /** The person in the vendor's own panel; null where that has no page of them. */
        page: hidden(z.object({ label: z.string(), href: z.string() }).nullable()),
      }),
    ),
  }),
  humanRisk: humanRiskProfileSchema,
  directory: personDirectorySchema,
  /** Printed total of the waterfall, before and after the cap, two decimals. */
  waterfall: z.object({
    bars: z.array(waterfallBarSchema),
    uncappedPrinted: z.string(),
    /** Negative or zero, two decimals. */
    capPrinted: z.string(),
    totalPrinted: z.string(),
  }),
  series: z.object({
    past: z.array(z.object({ at: z.string(), score: z.number() })),
    future: z.array(z.object({ at: z.string(), score: z.number() })),
  }),
  /** What was not collected, or only later, from where the person is known, in the time of the course. */
  gaps: z.array(gapViewSchema),
  /** The newest approval among the events, when there is one: they got in. */
  gotIn: z
    .object({
      eventId: z.string(),
      at: z.string(),
      sentence: z.string(),
      /** What happened within a day after it, by what is known now; null of a past moment. */
      after: entryAftermathSchema.nullable(),
    })
    .nullable(),
  /** Open campaigns that this person is part of now, the one that was seen last first; none of a past moment. */
  campaigns: z.array(
    campaignBriefSchema.extend({
      /** Whether it got in as this person, and not as somebody else alone. */
      asThem: z.boolean(),
    }),
  ),
  events: z.array(eventRowSchema),
  /** Whether the reader is shown who this is; `revealed` for a reason of theirs, until then. */
  names: z.object({ shown: z.enum(['yes', 'no', 'revealed']), until: z.string().nullable() }),
  /** How far their habits are known; null for somebody of whom no record tells. */
  learning: learningSchema.nullable(),
  /** Standing events that are left out of the score, and that no count above holds. */
  dismissed: z.number().int(),
});
aboutPerson(profileSchema, 'person', 'id');
export type Profile = z.infer<typeof profileSchema>;

/** One record that an event rests on. */
export const evidenceSchema = z.object({
  key: z.string(),
  stream: plainText(),
  /** The stream as people call it. */
  label: z.string(),
  occurredAt: z.string(),
  /**
   * Where a sign-in came from, and to what; null where the record names none, is none, or was dropped from the signals, and
   * where the member's role may not open raw records.
   */
  ip: z.string().nullable(),
  country: z.string().nullable(),
  application: plainText().nullable(),
  sha256: z.string(),
  /** The record as Duo sent it; null when the member's role may not open raw records. */
  record: rawRecord(z.string().nullable()),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const eventDetailSchema = z.object({
  at: z.string(),
  event: eventRowSchema,
  explanation: z.object({
    raisedBy: z.string(),
    remedy: z.string(),
    technique: z.object({ id: z.string(), name: z.string() }),
    detectorVersion: z.string(),
    /** The settings of the detectors that were in force when it occurred; `saved` is null for the defaults. */
    settings: z.object({
      number: z.number().int(),
      saved: z.object({ by: plainText(), at: z.string(), reason: writtenText() }).nullable(),
    }),
    policy: z.number().int(),
    weight: z.number(),
    halfLifeDays: z.number(),
    /** weight × confidence × decay, before damping and sharing. */
    valueNow: z.number(),
  }),
  /** The campaign that it belongs to now; null for none, and of a past moment. */
  campaign: campaignBriefSchema.nullable(),
  /** What happened within a day after they got in; null where they did not, and of a past moment. */
  after: entryAftermathSchema.nullable(),
  /** Decisions that would cover it and wait for a second member. */
  proposals: z.array(dispositionBriefSchema),
  evidence: z.array(evidenceSchema),
});
aboutPerson(eventDetailSchema, 'event', 'person', 'id');
export type EventDetail = z.infer<typeof eventDetailSchema>;
