import { z } from 'zod';
import type { EventKind } from '@/domain/event-catalogue';

/** One number that a derived detector goes by: what it means, its unit, its bounds, and why it is what it is. */
export interface ThresholdFacts {
  /** The kind that it belongs to, or `terms` for what several kinds share. */
  readonly of: EventKind | 'terms';
  readonly label: string;
  readonly unit: string;
  readonly byDefault: number;
  readonly lowest: number;
  readonly highest: number;
  /** One sentence: what a higher or lower value would do. */
  readonly why: string;
}

/**
 * Every threshold of the derived detectors with its default. The defaults were set on one simulated organisation of 5,000
 * people over 60 days and checked on two others; `npm run bench -- detect` measures what they find and miss.
 */
export const THRESHOLD_FACTS = {
  baselineDays: {
    of: 'terms',
    label: 'Baseline',
    unit: 'days',
    byDefault: 90,
    lowest: 14,
    highest: 365,
    why: 'What a person used in so many days is theirs; shorter forgets what is used once a quarter.',
  },
  readyDays: {
    of: 'terms',
    label: 'Learning lasts at least',
    unit: 'days',
    byDefault: 14,
    lowest: 3,
    highest: 60,
    why: 'Two weeks hold every weekday twice; before that nearly everything would look new.',
  },
  readySignIns: {
    of: 'terms',
    label: 'Learning needs at least',
    unit: 'sign-ins',
    byDefault: 10,
    lowest: 3,
    highest: 200,
    why: 'Fewer sign-ins say too little of what somebody usually does.',
  },
  readyActiveDays: {
    of: 'terms',
    label: 'Learning needs sign-ins on at least',
    unit: 'days',
    byDefault: 5,
    lowest: 1,
    highest: 30,
    why: 'Ten sign-ins of one day are one habit, not five.',
  },
  unstableDevices: {
    of: 'terms',
    label: 'New devices that make device keys worthless',
    unit: 'devices in 14 days',
    byDefault: 3,
    lowest: 2,
    highest: 20,
    why: 'Private windows have a new key each time; from so many on, a new key proves nothing.',
  },
  networkTrustDays: {
    of: 'terms',
    label: 'A network used by a known device is known for',
    unit: 'days',
    byDefault: 7,
    lowest: 0,
    highest: 30,
    why: 'Hotels and trains: the device vouches for the network that it was just seen on.',
  },
  egressPeople: {
    of: 'terms',
    label: 'People who make a network an egress',
    unit: 'people',
    byDefault: 5,
    lowest: 3,
    highest: 100,
    why: 'Offices, VPNs and proxies show many people on one network.',
  },
  egressDays: {
    of: 'terms',
    label: 'Days on which they must be seen',
    unit: 'of 30 days',
    byDefault: 3,
    lowest: 1,
    highest: 30,
    why: 'A single busy day may be an attack; three are a habit.',
  },
  outagePushes: {
    of: 'terms',
    label: 'Pushes that an outage shows in',
    unit: 'pushes in 15 minutes',
    byDefault: 40,
    lowest: 10,
    highest: 10_000,
    why: 'Fewer pushes cannot tell an outage from a few people who do not answer.',
  },
  outageShare: {
    of: 'terms',
    label: 'Share of them that fails',
    unit: 'of 1',
    byDefault: 0.25,
    lowest: 0.05,
    highest: 1,
    why: 'Pushes fail all day; a quarter of them at once is the service, not an attack.',
  },
  outagePeople: {
    of: 'terms',
    label: 'People whom it must touch',
    unit: 'people',
    byDefault: 20,
    lowest: 5,
    highest: 100,
    why: 'One person who is pushed forty times is under attack, not in an outage.',
  },
  harassmentMinutes: {
    of: 'push_harassment',
    label: 'Window of a burst',
    unit: 'minutes',
    byDefault: 10,
    lowest: 1,
    highest: 120,
    why: 'Whoever wears somebody down pushes again within minutes.',
  },
  harassmentPushes: {
    of: 'push_harassment',
    label: 'Refused pushes from a familiar source',
    unit: 'pushes',
    byDefault: 5,
    lowest: 3,
    highest: 50,
    why: 'People miss two or three pushes of their own.',
  },
  harassmentUnfamiliar: {
    of: 'push_harassment',
    label: 'Refused pushes from an unfamiliar source',
    unit: 'pushes',
    byDefault: 3,
    lowest: 2,
    highest: 50,
    why: 'From a source unlike the person’s own, fewer are enough.',
  },
  slowHarassmentDays: {
    of: 'push_harassment',
    label: 'Window of a slow attack',
    unit: 'days',
    byDefault: 7,
    lowest: 1,
    highest: 30,
    why: 'Patient attackers push once or twice a day.',
  },
  slowHarassmentPushes: {
    of: 'push_harassment',
    label: 'Refused pushes of a slow attack',
    unit: 'pushes',
    byDefault: 4,
    lowest: 2,
    highest: 50,
    why: 'Only pushes from unfamiliar sources count, so few are enough.',
  },
  slowHarassmentNetworks: {
    of: 'push_harassment',
    label: 'Networks of a slow attack',
    unit: 'networks',
    byDefault: 2,
    lowest: 1,
    highest: 20,
    why: 'A new home network is one; attackers change theirs.',
  },
  loopPushes: {
    of: 'push_harassment',
    label: 'Refused pushes that make a retry loop',
    unit: 'pushes',
    byDefault: 5,
    lowest: 3,
    highest: 100,
    why: 'A client that retries by itself does so often.',
  },
  loopRegularity: {
    of: 'push_harassment',
    label: 'Regularity of a retry loop',
    unit: 'deviation of the gaps by their mean',
    byDefault: 0.15,
    lowest: 0.01,
    highest: 1,
    why: 'Programs keep time; people and attackers do not.',
  },
  approvalMinutes: {
    of: 'denied_then_approved',
    label: 'Refusals before an approval',
    unit: 'minutes',
    byDefault: 30,
    lowest: 5,
    highest: 240,
    why: 'The refusals that an approval gives in to are of the same half hour.',
  },
  approvalAfterMinutes: {
    of: 'denied_then_approved',
    label: 'Approval after the last refusal',
    unit: 'minutes',
    byDefault: 10,
    lowest: 1,
    highest: 120,
    why: 'Later it is a sign-in of its own.',
  },
  approvalRefusals: {
    of: 'denied_then_approved',
    label: 'Refusals from an unfamiliar source',
    unit: 'pushes',
    byDefault: 2,
    lowest: 1,
    highest: 20,
    why: 'One push that was missed happens to everybody; one that was marked as a mistake or fraud is enough by itself.',
  },
  approvalFamiliarRefusals: {
    of: 'denied_then_approved',
    label: 'Refusals from a familiar source',
    unit: 'pushes',
    byDefault: 6,
    lowest: 3,
    highest: 50,
    why: 'People refuse and retry on their own devices; six with one marked as a mistake are not that.',
  },
  sprayPeople: {
    of: 'push_spray',
    label: 'People pushed within an hour',
    unit: 'people',
    byDefault: 5,
    lowest: 3,
    highest: 100,
    why: 'A family or a meeting room is smaller.',
  },
  sprayFailing: {
    of: 'push_spray',
    label: 'Share that fails within an hour',
    unit: 'of 1',
    byDefault: 0.7,
    lowest: 0.3,
    highest: 1,
    why: 'From a network of colleagues most pushes are approved.',
  },
  slowSprayPeople: {
    of: 'push_spray',
    label: 'People pushed within a day',
    unit: 'people',
    byDefault: 6,
    lowest: 3,
    highest: 200,
    why: 'A slow spray spreads over the day.',
  },
  slowSpraySucceeding: {
    of: 'push_spray',
    label: 'Share that succeeds within a day',
    unit: 'of 1',
    byDefault: 0.15,
    lowest: 0,
    highest: 0.5,
    why: 'Over a day, a network of colleagues succeeds nearly always.',
  },
  stuffingNames: {
    of: 'credential_stuffing',
    label: 'Names that fail within an hour',
    unit: 'names',
    byDefault: 8,
    lowest: 3,
    highest: 500,
    why: 'Fewer names are typing mistakes of one office.',
  },
  stuffingFailing: {
    of: 'credential_stuffing',
    label: 'Share that fails',
    unit: 'of 1',
    byDefault: 0.8,
    lowest: 0.3,
    highest: 1,
    why: 'Lists of stolen passwords are mostly wrong.',
  },
  distanceKm: {
    of: 'device_distance',
    label: 'Distance between the two devices',
    unit: 'km',
    byDefault: 1_000,
    lowest: 100,
    highest: 20_000,
    why: 'Places of addresses are wrong by hundreds of kilometres within a country.',
  },
  travelKm: {
    of: 'unrealistic_geovelocity',
    label: 'Distance between two sign-ins',
    unit: 'km',
    byDefault: 500,
    lowest: 100,
    highest: 20_000,
    why: 'Below that, the places of addresses are too uncertain.',
  },
  travelSlackKm: {
    of: 'unrealistic_geovelocity',
    label: 'Distance forgiven for uncertain places',
    unit: 'km',
    byDefault: 200,
    lowest: 0,
    highest: 2_000,
    why: 'Both ends may be off by a hundred kilometres.',
  },
  travelKmPerHour: {
    of: 'unrealistic_geovelocity',
    label: 'Speed that nobody travels at',
    unit: 'km/h',
    byDefault: 1_000,
    lowest: 300,
    highest: 5_000,
    why: 'Airliners fly at 900.',
  },
  novelAsnPeople: {
    of: 'novel_asn',
    label: 'Other people on the provider',
    unit: 'people in 30 days',
    byDefault: 3,
    lowest: 1,
    highest: 100,
    why: 'A provider that several colleagues use is a provider of the region.',
  },
  timeShare: {
    of: 'unusual_time',
    label: 'Share of sign-ins within an hour of it',
    unit: 'of 1',
    byDefault: 0.01,
    lowest: 0.001,
    highest: 0.2,
    why: 'One in a hundred sign-ins at that time is a habit already.',
  },
  timeSignIns: {
    of: 'unusual_time',
    label: 'Sign-ins that it needs',
    unit: 'sign-ins',
    byDefault: 40,
    lowest: 10,
    highest: 1_000,
    why: 'One in a hundred cannot be told from fewer.',
  },
  timeActiveHours: {
    of: 'unusual_time',
    label: 'Active hours from which on it is shift work',
    unit: 'hours of the day',
    byDefault: 14,
    lowest: 8,
    highest: 24,
    why: 'Whoever works at all hours has no unusual one.',
  },
  registrationHours: {
    of: 'risky_device_registration',
    label: 'Enrolment after an attack',
    unit: 'hours',
    byDefault: 24,
    lowest: 1,
    highest: 168,
    why: 'Whoever got in makes the entry permanent the same day.',
  },
} as const satisfies Record<string, ThresholdFacts>;

export type ThresholdName = keyof typeof THRESHOLD_FACTS;

/** A value for each threshold. */
export type Thresholds = Readonly<Record<ThresholdName, number>>;

const KNOWN: ReadonlySet<string> = new Set(Object.keys(THRESHOLD_FACTS));

function isThresholdName(text: string): text is ThresholdName {
  return KNOWN.has(text);
}

/** Every threshold's name, in the order in which screens list them. */
export const THRESHOLD_NAMES: readonly ThresholdName[] = Object.keys(THRESHOLD_FACTS).filter(isThresholdName);

/** A complete set of thresholds; each fault names its field and the bounds. */
export const thresholdsSchema = z
  .record(z.enum(THRESHOLD_NAMES), z.number('Give a number for each threshold.'))
  .superRefine((values, context) => {
    for (const name of THRESHOLD_NAMES) {
      const { lowest, highest, unit, byDefault }: ThresholdFacts = THRESHOLD_FACTS[name];
      const value = values[name];
      if (value >= lowest && value <= highest) continue;
      const message = `${name} must be a number from ${lowest} to ${highest} (${unit}); the default is ${byDefault}.`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  });

/** What detectors go by until somebody changes it. */
export const DEFAULT_THRESHOLDS: Thresholds = thresholdsSchema.parse(
  Object.fromEntries(THRESHOLD_NAMES.map((name) => [name, THRESHOLD_FACTS[name].byDefault])),
);
