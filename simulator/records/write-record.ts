import { hashText } from '../random';
import type { Application, Computer, Edition, Location, Person } from '../organisation/organisation';
import { asciiJson } from './ascii-json';
import type { SignIn, Verdict } from './sign-in';

const NORMAL_TRUST = 'Normal level of trust; no detection of known attack pattern';
const LOW_TRUST = 'Low level of trust; detection of one or more known attack patterns';
const MODEL = { features_version: '3.0', model_version: '2024.02.13.001' };
const DAY_SECONDS = 86_400;

/**
 * Remembers the JSON of things that stand in many records. A day of a large organisation is written when a reader
 * comes to it, so a record must cost microseconds: it is put together from pieces that are already text.
 */
function remembered<T extends object>(write: (item: T) => string): (item: T) => string {
  const known = new WeakMap<T, string>();
  return (item) => {
    const text = known.get(item) ?? write(item);
    known.set(item, text);
    return text;
  };
}

/** One text in one piece: V8 keeps a sum of texts as a tree, which costs more memory than the text itself. */
const flat = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');

/** The fields of an object without the braces around them. */
const fields = (value: object): string => asciiJson(value).slice(1, -1);

const NOWHERE = '{"city":null,"country":null,"state":null}';
const locationJson = remembered(({ city, country, state }: Location) => asciiJson({ city, country, state }));
const placeOf = (location: Location | null): string => (location ? locationJson(location) : NOWHERE);

const applicationJson = remembered(({ key, name }: Application) => asciiJson({ key, name }));
const userFields = remembered(({ groups, key }: Person) => fields({ groups, key }));
const phoneKey = remembered(({ authenticator }: Person) => fields({ key: authenticator.key }));
const phoneName = remembered(({ authenticator }: Person) => fields({ name: authenticator.name }));

const browserFields = remembered(({ browser, browserVersion, epkey }: Computer) =>
  fields({ browser, browser_version: browserVersion, epkey, flash_version: 'uninstalled' }),
);
const TERMINAL_FIELDS = fields({ browser: null, browser_version: null, epkey: null, flash_version: null });
const systemFields = remembered(({ os, osVersion }: Computer) => fields({ os, os_version: osVersion }));
const AGENTS = ['null', '[]', '"unknown"'] as const;
const managedAgents = remembered(({ os }: Computer) =>
  asciiJson([
    os === 'Windows'
      ? { security_agent: 'windows-defender', version: '4.18.25050.5' }
      : { security_agent: 'cisco-amp', version: '1.26.1.1010' },
  ]),
);

let newestDay = { day: Number.NaN, text: '' };
const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** ISO time with microseconds and a numeric zone, as in `isotimestamp`. */
export function isoMicros(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  const day = Math.floor(seconds / DAY_SECONDS);
  if (newestDay.day !== day) {
    newestDay = { day, text: new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 11) };
  }
  const second = seconds - day * DAY_SECONDS;
  const clock = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  return `${newestDay.text}${clock}.${String(micros - seconds * 1_000_000).padStart(6, '0')}+00:00`;
}

function accessDevice(signIn: SignIn, variety: number): string {
  const { computer, application } = signIn;
  const browser = application.surface === 'browser';
  // Terminal applications report an address with a port now and then: collectors must cope.
  const withPort = signIn.ip !== null && !browser && variety % 4 === 0;
  const ip = withPort ? `${signIn.ip}:${3000 + (variety % 999)}` : signIn.ip;
  const checked = computer.managed ? 'true' : '"unknown"';
  const firewall = computer.managed ? String(variety % 25 !== 0) : '"unknown"';
  const hostname = browser && variety % 3 !== 0 ? null : computer.hostname;
  const agents = computer.managed ? managedAgents(computer) : (AGENTS[variety % 3] ?? 'null');
  return (
    `{${browser ? browserFields(computer) : TERMINAL_FIELDS},` +
    `"hostname":${hostname === null ? 'null' : `"${hostname}"`},"ip":${ip === null ? 'null' : `"${ip}"`},` +
    `"is_encryption_enabled":${checked},"is_firewall_enabled":${firewall},"is_password_set":${checked},` +
    `"java_version":${browser ? '"uninstalled"' : 'null'},"location":${placeOf(signIn.location)},` +
    `${systemFields(computer)},"security_agents":${agents}}`
  );
}

function assessments(verdict: Verdict | null) {
  const low = verdict?.trustLevel === 'LOW';
  const named = verdict && verdict.place !== 'attacks' ? verdict.detectors : null;
  return {
    more_secure_auth: {
      detected_attack_detectors: named,
      ...MODEL,
      policy_enabled: verdict ? verdict.policyEnabled : true,
      preview_mode_enabled: verdict ? verdict.preview : false,
      reason: low ? LOW_TRUST : NORMAL_TRUST,
      trust_level: verdict ? verdict.trustLevel : 'NORMAL',
    },
    remember_me: {
      ...MODEL,
      policy_enabled: true,
      reason: low ? 'Novel Access IP' : 'Known Access IP',
      trust_level: low ? 'LOW' : 'NORMAL',
    },
  };
}

function triggeredAttacks(verdict: Verdict | null) {
  if (!verdict || verdict.place === 'assessment' || verdict.detectors.length === 0) return null;
  return verdict.detectors.map((detector) => ({
    country_code_access: verdict.countryAccess,
    country_code_auth: verdict.countryAuth,
    detected_occurrences: verdict.occurrences,
    detector,
    shadow_mode: verdict.shadow,
    suppressed: verdict.suppressed,
    threshold_occurrences: detector.startsWith('PUSH_') ? 3 : 1,
    threshold_time_frame: detector.startsWith('PUSH_') ? 1200 : null,
    unrealistic_travel_velocity: verdict.velocity,
  }));
}

const riskFields = (verdict: Verdict | null): string =>
  fields({
    adaptive_trust_assessments: assessments(verdict),
    rbfs_triggered_attacks: triggeredAttacks(verdict),
  });
const QUIET_RISK = riskFields(null);
const NO_RISK_ENGINE = '"adaptive_trust_assessments":{}';
const WITHOUT_PHONE: readonly string[] = ['remembered_device', 'trusted_network', 'not_available'];

/**
 * The record as JSON text, in the shape of `/admin/v2/logs/authentication`. Essentials has no risk engine: its
 * records carry an empty assessment and no attacks.
 */
export function writeRecord(signIn: SignIn, edition: Edition): string {
  const { person, phone, verdict, computer } = signIn;
  const variety = hashText(signIn.txid);
  const owner = WITHOUT_PHONE.includes(signIn.factor) ? null : person;
  const risk = edition === 'essentials' ? NO_RISK_ENGINE : verdict ? riskFields(verdict) : QUIET_RISK;
  const trusted = computer.managed ? 'trusted' : variety % 2 === 0 ? 'not trusted' : 'unknown';
  return flat(
    `{"access_device":${accessDevice(signIn, variety)},${risk},"alias":${variety % 9 === 0 ? '""' : '"unknown"'},` +
      `"application":${applicationJson(signIn.application)},` +
      `"auth_device":{"ip":${phone ? `"${phone.ip}"` : 'null'},${owner ? phoneKey(owner) : '"key":null'},` +
      `"location":${placeOf(phone ? phone.location : null)},${owner ? phoneName(owner) : '"name":null'}},` +
      `"email":"${person ? person.email : ''}","event_type":"${signIn.eventType}","factor":"${signIn.factor}",` +
      `"isotimestamp":"${isoMicros(signIn.micros)}",` +
      `"ood_software":${signIn.reason === 'out_of_date' ? `"${computer.browser}"` : 'null'},` +
      `"reason":${signIn.reason === null ? 'null' : `"${signIn.reason}"`},"result":"${signIn.result}",` +
      `"timestamp":${Math.floor(signIn.micros / 1_000_000)},"trusted_endpoint_status":"${trusted}",` +
      `"txid":"${signIn.txid}","user":{${person ? userFields(person) : '"groups":[],"key":null'},` +
      `"name":"${signIn.username}"}}`,
  );
}
