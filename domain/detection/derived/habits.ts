import { z } from 'zod';
import type { AuthenticationRecord } from '@/domain/authentication-record';
import type { Geography } from './geography';
import { learntBy } from './learnt';
import { networkOf } from './network';
import { accessCountry, clientOf, dayOf, HOUR_MS, isInteractive, phoneCountry } from './terms';
import type { Thresholds } from './thresholds';

/** What is remembered of a person's successful sign-ins, each by UTC day. */
const FEATURES = [
  'device',
  'network',
  'country',
  'asn',
  'factor',
  'application',
  'client',
  'pair',
  'hour',
  'sign-in',
] as const;

export type HabitFeature = (typeof FEATURES)[number];

/** Sign-ins by day. */
type DayCounts = Map<number, number>;

/** Values stand in lists, not as names of members: a vendor's key may be any text, `__proto__` too. */
const bodySchema = z.record(
  z.enum(FEATURES),
  z.array(z.tuple([z.string(), z.array(z.number().int()).readonly()])),
);

/**
 * What a person's successes used, by UTC day: the source of every baseline. It is a function of the successes alone, so
 * it does not matter when they were read. Which successes go in is decided by whoever folds them in: none that stands
 * behind an open or confirmed event.
 *
 * Baselines are by whole days: that of a sign-in on day D holds the days up to D − 2, which ends 24 to 48 hours before it.
 */
export class Habits {
  readonly #features: Map<HabitFeature, Map<string, DayCounts>>;

  private constructor(features: Map<HabitFeature, Map<string, DayCounts>>) {
    this.#features = features;
  }

  static empty(): Habits {
    return new Habits(new Map(FEATURES.map((feature) => [feature, new Map<string, DayCounts>()])));
  }

  /** Reads what `toText` wrote. Throws on damage. */
  static fromText(text: string): Habits {
    const body = bodySchema.parse(JSON.parse(text));
    const valuesOf = (feature: HabitFeature): Map<string, DayCounts> =>
      new Map(body[feature].map(([value, numbers]) => [value, daysFrom(numbers)]));
    return new Habits(new Map(FEATURES.map((feature) => [feature, valuesOf(feature)])));
  }

  /**
   * By feature and value, sorted, the days, as differences from the day before, each followed by its count: the same
   * habits are the same text.
   */
  toText(): string {
    return JSON.stringify(
      Object.fromEntries(
        [...this.#features].map(([feature, values]) => [
          feature,
          [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, days]) => [value, numbersOf(days)]),
        ]),
      ),
    );
  }

  /** Adds one success. */
  add(record: AuthenticationRecord, geography: Geography): void {
    const day = dayOf(record.occurredAt);
    for (const [feature, value] of featuresOf(record, geography)) {
      const values = this.#features.get(feature);
      const days = values?.get(value) ?? new Map<number, number>();
      days.set(day, (days.get(day) ?? 0) + 1);
      values?.set(value, days);
    }
  }

  /** Forgets what is of a day before `from`, or of `until` or later. */
  keepDays(from: number, until: number): void {
    for (const values of this.#features.values()) {
      for (const [value, days] of values) {
        for (const day of days.keys()) if (day < from || day >= until) days.delete(day);
        if (days.size === 0) values.delete(value);
      }
    }
  }

  /** The baseline of a sign-in on UTC day `day`. */
  baselineOf(day: number, thresholds: Thresholds): Baseline {
    return new Baseline(this.#features, day - thresholds.baselineDays, day - 2, day, thresholds);
  }

  /** First and last day of each value of a feature, by value. */
  spans(feature: HabitFeature): ReadonlyMap<string, readonly [number, number]> {
    const values = this.#features.get(feature) ?? new Map<string, DayCounts>();
    return new Map(
      [...values].map(([value, days]) => [
        value,
        [Math.min(...days.keys()), Math.max(...days.keys())] as const,
      ]),
    );
  }

  /** Each value of a feature with its first and last day and its sign-ins, the most used first. */
  used(feature: HabitFeature): readonly UsedValue[] {
    return [...(this.#features.get(feature) ?? [])]
      .map(([value, days]) => ({
        value,
        firstDay: Math.min(...days.keys()),
        lastDay: Math.max(...days.keys()),
        signIns: [...days.values()].reduce((sum, count) => sum + count, 0),
      }))
      .sort((a, b) => b.signIns - a.signIns || b.lastDay - a.lastDay || (a.value < b.value ? -1 : 1));
  }
}

/** How a value was used; days are UTC days counted from 1970. */
export interface UsedValue {
  readonly value: string;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly signIns: number;
}

/** What a person used to do, as of one UTC day. */
export class Baseline {
  /** Whether enough is known to call anything unusual; until then the person is *learning*. */
  readonly ready: boolean;
  readonly signIns: number;
  readonly #features: ReadonlyMap<HabitFeature, ReadonlyMap<string, DayCounts>>;
  readonly #from: number;
  readonly #to: number;

  constructor(
    features: ReadonlyMap<HabitFeature, ReadonlyMap<string, DayCounts>>,
    from: number,
    to: number,
    day: number,
    thresholds: Thresholds,
  ) {
    this.#features = features;
    this.#from = from;
    this.#to = to;
    const days = features.get('sign-in')?.get('') ?? new Map<number, number>();
    const { ready, signIns } = learntBy(days, day, thresholds);
    this.ready = ready;
    this.signIns = signIns;
  }

  /** Whether a value was used. Nothing is known of null. */
  has(feature: HabitFeature, value: string | null): boolean {
    if (value === null) return false;
    for (const day of this.#features.get(feature)?.get(value)?.keys() ?? []) {
      if (day >= this.#from && day <= this.#to) return true;
    }
    return false;
  }

  /** Share of sign-ins in this hour of the UTC day, the one before and the one after; 0 to 1. */
  shareAround(hour: number): number {
    const around = [hour + 23, hour, hour + 1].reduce((sum, at) => sum + this.#countOf(String(at % 24)), 0);
    return this.signIns === 0 ? 0 : around / this.signIns;
  }

  /** Hours of the UTC day with at least one sign-in. */
  activeHours(): number {
    return [...(this.#features.get('hour')?.keys() ?? [])].filter((hour) => this.#countOf(hour) > 0).length;
  }

  #countOf(hour: string): number {
    let sum = 0;
    for (const [day, count] of this.#features.get('hour')?.get(hour) ?? []) {
      if (day >= this.#from && day <= this.#to) sum += count;
    }
    return sum;
  }
}

/** Hour of the UTC day, 0 to 23. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS) % 24;
}

/** The countries of sign-in and phone as one value; null where one of them proves nothing. */
export function pairOf(record: AuthenticationRecord): string | null {
  const access = accessCountry(record);
  const phone = phoneCountry(record);
  return access === null || phone === null ? null : `${access}|${phone}`;
}

/** The provider of an address as text, such as `AS64500`; null where it is not known. */
export function asnOf(ip: string | null, geography: Geography): string | null {
  const system = ip === null ? null : geography.asnOf(ip);
  return system === null ? null : `AS${system.number}`;
}

function featuresOf(record: AuthenticationRecord, geography: Geography): [HabitFeature, string][] {
  const { access, factor, applicationKey } = record;
  const interactive = isInteractive(record);
  const found: [HabitFeature, string | null][] = [
    ['device', access.epkey],
    ['network', networkOf(access.ip)],
    ['country', accessCountry(record)],
    ['asn', asnOf(access.ip, geography)],
    ['factor', interactive ? (factor?.toLowerCase() ?? null) : null],
    ['application', applicationKey],
    ['client', clientOf(record)],
    ['pair', pairOf(record)],
    ['hour', String(hourOf(record.occurredAt))],
    ['sign-in', ''],
  ];
  return found.filter((pair): pair is [HabitFeature, string] => pair[1] !== null);
}

function numbersOf(days: DayCounts): number[] {
  let before = 0;
  return [...days]
    .sort(([a], [b]) => a - b)
    .flatMap(([day, count]) => {
      const step = day - before;
      before = day;
      return [step, count];
    });
}

function daysFrom(numbers: readonly number[]): DayCounts {
  const days: DayCounts = new Map();
  let day = 0;
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    day += numbers[at] ?? 0;
    days.set(day, numbers[at + 1] ?? 0);
  }
  return days;
}
