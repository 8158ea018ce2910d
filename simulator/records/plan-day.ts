import { ATTACKER_PLACES, zoneOffsetMinutes, type Place } from '../organisation/places';
import { addressIn } from '../organisation/make-organisation';
import { makeAttackerComputer } from '../organisation/devices';
import type { Application, Office, Organisation, Person } from '../organisation/organisation';
import { Random, mix } from '../random';
import type { SignIn } from './sign-in';

export const DAY_MS = 86_400_000;
const DAY_STREAM = 201;
const WEEK_STREAM = 202;
const STRANGER_STREAM = 203;
const STRANGERS = [
  'admin',
  'administrator',
  'test',
  'scanner',
  'backup',
  'svc-print',
  'guest',
  'jsmith',
  'root',
];

interface Whereabouts {
  readonly ip: string;
  readonly place: Place;
  readonly atOffice: boolean;
}

interface Week {
  readonly onLeave: boolean;
  /** Another office that the person works from this week, with the usual laptop and phone: travel, no attack. */
  readonly visited: Office | null;
}

function planWeek(organisation: Organisation, person: Person, day: number): Week {
  const random = new Random(mix(organisation.seed, WEEK_STREAM), person.index, Math.floor((day + 3) / 7));
  const onLeave = random.chance(0.06);
  return { onLeave, visited: random.chance(0.012) ? random.pick(organisation.people).office : null };
}

function whereabouts(person: Person, visited: Office | null, random: Random): Whereabouts {
  const office = visited ?? person.office;
  if (!visited && random.chance(person.homeShare)) {
    return { ip: person.homeIp, place: office.place, atOffice: false };
  }
  return { ip: random.pick(office.egressIps), place: office.place, atOffice: true };
}

function chooseApplication(
  organisation: Organisation,
  person: Person,
  position: number,
  random: Random,
): Application {
  const { applications } = organisation;
  const wanted = position === 0 ? random.int(2) : Math.floor(random.next() ** 2 * applications.length);
  const chosen = applications[wanted];
  const technical = person.department === 'Engineering' || person.department === 'Information Technology';
  return chosen && (chosen.surface === 'browser' || technical)
    ? chosen
    : (applications[random.int(4)] ?? random.pick(applications));
}

const SUCCESS_REASONS: Readonly<Record<string, string>> = {
  remembered_device: 'remembered_device',
  trusted_network: 'trusted_network',
  duo_mobile_passcode: 'valid_passcode',
  sms_passcode: 'valid_passcode',
  hardware_token: 'valid_passcode',
  yubikey_code: 'valid_passcode',
};

function refusal(factor: string, random: Random): string {
  if (factor === 'duo_push')
    return random.pick(['no_response', 'no_response', 'user_mistake', 'user_cancelled']);
  if (factor === 'phone_call') return random.pick(['call_timed_out', 'no_keys_pressed']);
  if (factor.startsWith('WebAuthn')) return 'user_cancelled';
  return 'invalid_passcode';
}

const POLICY_DENIALS = [
  'out_of_date',
  'out_of_date',
  'version_restricted',
  'endpoint_is_not_trusted',
  'location_restricted',
  'no_disk_encryption',
  'factor_restricted',
];

/** What one person does on one local calendar day: five to eight sign-ins on a working day, few or none otherwise. */
function planPersonDay(organisation: Organisation, person: Person, day: number, week: Week): SignIn[] {
  const random = new Random(mix(organisation.seed, DAY_STREAM), person.index, day);
  const weekday = (day + 4) % 7;
  const working = person.shifts ? random.chance(5 / 7) : weekday !== 0 && weekday !== 6;
  if (!working && !random.chance(0.03)) return [];
  const where = whereabouts(person, week.visited, random);
  const count = working ? random.between(5, 8) : 1;
  const midnight = day * DAY_MS - zoneOffsetMinutes(where.place.zone, day) * 60_000;
  const signIns: SignIn[] = [];
  for (let position = 0; position < count; position += 1) {
    const hours = person.startHour + ((position + random.next()) / count) * 9;
    const micros = Math.floor((midnight + hours * 3_600_000) * 1000) + random.int(1000);
    const application = chooseApplication(organisation, person, position, random);
    const terminal = application.surface === 'terminal';
    const remembered = position > 0 && random.chance(0.42);
    const trusted = where.atOffice && random.chance(0.12);
    const answered = !remembered && !trusted;
    const factor = remembered ? 'remembered_device' : trusted ? 'trusted_network' : person.factor;
    const computer = !terminal && random.chance(0.1) ? person.handheld : person.computer;
    // Terminal applications cannot always say where the person sits.
    const ip = terminal && random.chance(0.05) ? '0.0.0.0' : where.ip;
    const location = terminal && random.chance(0.05) ? null : where.place;
    const phone = answered
      ? { ip: random.chance(0.45) ? person.authenticator.carrierIp : where.ip, location: where.place }
      : null;
    const tryAt = (at: number, result: 'success' | 'denied', reason: string, byPhone: boolean): void => {
      signIns.push({
        micros: at,
        txid: random.uuid(),
        person,
        username: person.username,
        computer,
        ip,
        location,
        application,
        factor,
        result,
        reason,
        eventType: 'authentication',
        phone: byPhone ? phone : null,
        verdict: null,
      });
    };
    if (answered && random.chance(0.05)) {
      const reason = refusal(factor, random);
      const byHand = reason === 'user_mistake' || reason === 'user_cancelled';
      tryAt(micros - random.between(25, 90) * 1_000_000, 'denied', reason, byHand);
    }
    if (random.chance(0.006)) tryAt(micros, 'denied', random.pick(POLICY_DENIALS), false);
    else tryAt(micros, 'success', SUCCESS_REASONS[factor] ?? 'user_approved', true);
  }
  if (random.chance(0.0015)) {
    signIns.push({
      person,
      username: person.username,
      computer: person.computer,
      ip: where.ip,
      location: where.place,
      application: random.pick(organisation.applications.slice(0, 4)),
      factor: 'not_available',
      result: 'success',
      reason: null,
      eventType: 'enrollment',
      phone: null,
      verdict: null,
      micros: Math.floor((midnight + (person.startHour + 4 * random.next()) * 3_600_000) * 1000),
      txid: random.uuid(),
    });
  }
  return signIns;
}

/** Names that Duo does not know, tried now and then from the internet. */
function strangers(organisation: Organisation, day: number): SignIn[] {
  const random = new Random(mix(organisation.seed, STRANGER_STREAM), day);
  return Array.from({ length: random.between(0, 1 + Math.ceil(organisation.people.length / 500)) }, () => {
    const place = random.pick(ATTACKER_PLACES);
    return {
      micros: Math.floor((day + random.next()) * DAY_MS * 1000),
      txid: random.uuid(),
      person: null,
      username: random.pick(STRANGERS),
      computer: makeAttackerComputer(random),
      ip: addressIn(place, random),
      location: place,
      application: random.pick(organisation.applications.slice(0, 3)),
      factor: 'not_available',
      result: 'denied',
      reason: 'deny_unenrolled_user',
      eventType: 'authentication',
      phone: null,
      verdict: null,
    } as const;
  });
}

/** Everyday traffic of one UTC day (days since 1970), in no order. Depends on the organisation and the day only. */
export function* planDay(organisation: Organisation, day: number): Generator<SignIn, void, undefined> {
  const from = day * DAY_MS * 1000;
  const to = from + DAY_MS * 1000;
  yield* strangers(organisation, day);
  for (const person of organisation.people) {
    for (const localDay of [day - 1, day, day + 1]) {
      const week = planWeek(organisation, person, localDay);
      if (week.onLeave) continue;
      const { zone } = (week.visited ?? person.office).place;
      const begins = (localDay * 24 + person.startHour) * 60 - zoneOffsetMinutes(zone, localDay) - 2;
      if (begins >= (day + 1) * 1440 || begins + 2 + 9 * 60 < day * 1440) continue;
      for (const signIn of planPersonDay(organisation, person, localDay, week)) {
        if (signIn.micros >= from && signIn.micros < to) yield signIn;
      }
    }
  }
}
