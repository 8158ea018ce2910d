import { z } from 'zod';
import type { Organisation } from '../organisation/organisation';
import { Random, hashText, mix } from '../random';
import { asciiJson } from './ascii-json';
import type { Entry } from './log';
import type { SignIn } from './sign-in';
import { writeRecord } from './write-record';

const TRUST_STREAM = 503;

/** Why Trust Monitor shows something: its name and the sentence beside it. */
export interface Explanation {
  readonly type: string;
  readonly summary: string;
}

interface NamedKey {
  readonly key: string;
  readonly name: string;
}

type Subject =
  | { readonly type: 'auth'; readonly signIn: SignIn; readonly explanations: readonly Explanation[] }
  | {
      readonly type: 'bypass_status';
      readonly enabledBy: NamedKey;
      readonly enabledFor: NamedKey;
      readonly at: number;
    }
  | {
      readonly type: 'device_registration';
      readonly signIn: SignIn | null;
      readonly explanations: readonly Explanation[];
    };

/** Something that Trust Monitor surfaces at an instant (ms). */
export type TrustEvent = Subject & {
  readonly surfacedMs: number;
  /** A text from which the event's key follows. */
  readonly origin: string;
  /** Country code that makes the event a priority; null for none. */
  readonly priorityCountry: string | null;
};

const authSchema = z.looseObject({
  access_device: z.looseObject({ hostname: z.unknown(), ip: z.unknown(), location: z.unknown() }),
  auth_device: z.looseObject({ ip: z.unknown(), location: z.unknown(), name: z.unknown() }),
});

/** The sign-in as Trust Monitor quotes it: fewer fields of the devices, no event type, no e-mail. */
function surfacedAuth(signIn: SignIn, edition: Organisation['edition']): unknown {
  const {
    adaptive_trust_assessments: _assessments,
    rbfs_triggered_attacks: _attacks,
    trusted_endpoint_status: _endpoint,
    ...record
  } = authSchema.parse(JSON.parse(writeRecord(signIn, edition)));
  const { hostname, ip, location } = record.access_device;
  return {
    ...record,
    access_device: { hostname, ip, location },
    auth_device: {
      ip: record.auth_device.ip,
      location: record.auth_device.location,
      name: record.auth_device.name,
    },
    email: '',
    event_type: null,
  };
}

function subjectFields(event: TrustEvent, organisation: Organisation): object {
  if (event.type === 'bypass_status') {
    return {
      bypass_status_enabled: event.at,
      enabled_by: event.enabledBy,
      enabled_for: event.enabledFor,
    };
  }
  const auth = event.signIn && { surfaced_auth: surfacedAuth(event.signIn, organisation.edition) };
  return {
    explanations: event.explanations,
    from_common_netblock: false,
    from_new_user: false,
    low_risk_ip: false,
    ...auth,
  };
}

/** The record of `/admin/v1/trust_monitor/events`, in the state `new`. */
export function writeTrustEvent(event: TrustEvent, organisation: Organisation): Entry {
  const sekey = new Random(mix(organisation.seed, TRUST_STREAM), hashText(event.origin)).key('SE');
  const { priorityCountry } = event;
  const json = asciiJson({
    ...subjectFields(event, organisation),
    priority_event: priorityCountry !== null,
    priority_reasons: priorityCountry === null ? [] : [{ label: priorityCountry, type: 'country' }],
    sekey,
    state: 'new',
    state_updated_timestamp: null,
    surfaced_timestamp: event.surfacedMs,
    ...(event.type === 'auth'
      ? { triage_event_uri: `https://admin-0a1b2c3d.duosecurity.com/trust-monitor?sekey=${sekey}` }
      : {}),
    triaged_as_interesting: false,
    type: event.type,
  });
  return { ms: event.surfacedMs, txid: sekey, json };
}
