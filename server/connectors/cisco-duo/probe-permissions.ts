import type { ConnectorError } from '@/domain/connectors/connector-error';
import { ACTIVITY } from '@/server/connectors/cisco-duo/activity-stream';
import { ADMINISTRATOR } from '@/server/connectors/cisco-duo/administrator-stream';
import type { DuoClient, DuoKeys } from '@/server/connectors/cisco-duo/client';
import { DIRECTORY } from '@/server/connectors/cisco-duo/directory-stream';
import type { DuoStream } from '@/server/connectors/cisco-duo/duo-stream';
import { OFFLINE_ENROLLMENT } from '@/server/connectors/cisco-duo/offline-enrollment-stream';
import type { Finding } from '@/server/connectors/cisco-duo/probe-finding';
import { manifestOf, refusalOf } from '@/server/connectors/cisco-duo/streams';
import { readSummary, SUMMARY } from '@/server/connectors/cisco-duo/summary-stream';
import { TELEPHONY } from '@/server/connectors/cisco-duo/telephony-stream';
import { TRUST_MONITOR } from '@/server/connectors/cisco-duo/trust-monitor-stream';
import type { TakeTurn } from '@/server/connectors/connector';
import { isJsonObject } from '@/server/connectors/json-value';

/** Who asks, and by which clock. */
export interface Asking {
  readonly client: DuoClient;
  readonly turn: TakeTurn;
  readonly keys: DuoKeys;
  /** Our clock in epoch milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** What was found of streams: those that were tried, readable or refused. */
export interface Permissions {
  readonly finding: Finding;
  readonly streams: readonly { readonly stream: string; readonly readable: boolean }[];
}

/** A stretch that is long enough to be asked for, and short enough that a log without pages answers little. */
const STRETCH_MS = 10 * 60_000;

/** Null: readable. One request, of one record where the endpoint counts. */
async function tryStream(stream: DuoStream, asking: Asking): Promise<ConnectorError | null> {
  const { client, turn, keys, now, signal } = asking;
  const to = now - (manifestOf(stream)?.lagMs ?? 0);
  const request = { window: { from: to - STRETCH_MS, to }, offset: null, limit: 1, signal };
  const page = await turn(stream.id, () => stream.fetchPage({ client, keys, request, now }));
  return page.ok ? null : refusalOf(stream, page.error);
}

function streamFound(stream: DuoStream, error: ConnectorError | null): Permissions['streams'] {
  // Duo in distress or a broken line says nothing of permissions.
  if (error !== null && error.class !== 'capability') return [];
  return [{ stream: stream.id, readable: error === null }];
}

/** A stream without which the rest works: whatever stands in its way is a warning. */
function warningOf(error: ConnectorError, refused: string): Finding {
  const { class: kind, message, remedy, guide } = error;
  if (kind !== 'capability') return { state: 'warning', detail: message, remedy, guide };
  return { state: 'warning', detail: refused, remedy, guide: 'permissions' };
}

/** The logs that come with the same permission as the authentication log. */
export async function tryOtherLogs(asking: Asking): Promise<Permissions> {
  const streams: Permissions['streams'][number][] = [];
  let fault: { readonly error: ConnectorError; readonly stream: DuoStream } | null = null;
  for (const stream of [ACTIVITY, TELEPHONY, ADMINISTRATOR, OFFLINE_ENROLLMENT]) {
    const error = await tryStream(stream, asking);
    streams.push(...streamFound(stream, error));
    if (error !== null) fault ??= { error, stream };
  }
  if (fault === null) {
    const detail = 'The application may also read activity, telephony, administrator and offline logs.';
    return { finding: { state: 'ok', detail }, streams };
  }
  const label = manifestOf(fault.stream)?.label.toLowerCase() ?? fault.stream.id;
  const refused = `Duo does not let the application read the ${label} log; what is readable still works.`;
  return { finding: warningOf(fault.error, refused), streams };
}

/** Trust Monitor comes with some editions only. */
export async function tryTrustMonitor(asking: Asking): Promise<Permissions> {
  const error = await tryStream(TRUST_MONITOR, asking);
  const refused =
    'Duo does not let the application read Trust Monitor; that is optional, and all else works.';
  const detail = 'The application may read Trust Monitor.';
  const finding: Finding = error === null ? { state: 'ok', detail } : warningOf(error, refused);
  return { finding, streams: streamFound(TRUST_MONITOR, error) };
}

/** The directory tells who people are. */
export async function tryDirectory(asking: Asking): Promise<Permissions> {
  const error = await tryStream(DIRECTORY, asking);
  const refused =
    'The application may not read the directory; that is optional, and people then have only what sign-ins tell.';
  const detail = 'The application may read the directory: users, groups, phones and devices.';
  const finding: Finding = error === null ? { state: 'ok', detail } : warningOf(error, refused);
  return { finding, streams: streamFound(DIRECTORY, error) };
}

export interface FoundSummary extends Permissions {
  readonly edition: string | null;
  readonly userCount: number | null;
}

/** Edition and number of users, where the application may read them. */
export async function trySummary({ client, turn, keys, signal }: Asking): Promise<FoundSummary> {
  const request = { keys, path: '/admin/v1/info/summary', params: {}, signal };
  const answer = await turn(SUMMARY.id, () => client.getJson(request));
  if (!answer.ok) {
    const error = refusalOf(SUMMARY, answer.error);
    const refused =
      'The application may not read the summary of the account; that is optional, and all else works.';
    const finding = warningOf(error, refused);
    return { finding, streams: streamFound(SUMMARY, error), edition: null, userCount: null };
  }
  const { response } = answer.value;
  const { edition, users: userCount } = readSummary(isJsonObject(response) ? response : {});
  const users = userCount === null ? 'an unknown number of' : String(userCount);
  const detail = `The account has ${users} users${edition === null ? '' : ` and the edition ${edition}`}.`;
  return { finding: { state: 'ok', detail }, streams: streamFound(SUMMARY, null), edition, userCount };
}

/** Rights that Parapet has no use for: they would serve a thief of the keys only. */
const NEEDLESS = [
  { what: 'administrators', path: '/admin/v1/admins', onlyVersion5: false },
  { what: 'applications', path: '/admin/v3/integrations', onlyVersion5: true },
] as const;

/** The stream of figures asks it, too. */
const SETTINGS = '/admin/v1/settings';

const SETTINGS_USE = 'Parapet uses only how long Duo keeps its logs';

/** Tries what is not needed: the less the keys may do, the less it matters who gets hold of them. */
export async function tryLeastPrivilege({ client, turn, keys, signal }: Asking): Promise<Finding> {
  const needless: string[] = [];
  const errors: ConnectorError[] = [];
  const ask = async (path: string, params: Readonly<Record<string, string>>): Promise<boolean> => {
    const get = () => client.getJson({ keys, path, params, signal });
    const answer = await (path === SETTINGS ? turn(SUMMARY.id, get) : get());
    if (!answer.ok && answer.error.class !== 'capability') errors.push(answer.error);
    return answer.ok;
  };
  for (const { what, path, onlyVersion5 } of NEEDLESS) {
    if (onlyVersion5 && keys.signature !== 'v5-sha512') continue;
    if (await ask(path, { limit: '1' })) needless.push(what);
  }
  const settings = await ask(SETTINGS, {});
  if (needless.length > 0) {
    return {
      state: 'warning',
      detail: `This application may also read ${needless.join(' and ')}; Parapet does not need it.`,
      remedy: settings
        ? `Switch it off in Duo. It may read settings, too: of these, ${SETTINGS_USE}.`
        : 'Switch it off in Duo.',
      guide: 'permissions',
    };
  }
  if (settings) {
    return {
      state: 'warning',
      detail: `This application may also read settings; ${SETTINGS_USE}.`,
      remedy: 'Switch it off in Duo, unless Parapet is to say when records are about to be lost there.',
      guide: 'permissions',
    };
  }
  const [unknown] = errors;
  if (unknown !== undefined) {
    const { message: detail, remedy, guide } = unknown;
    return { state: 'warning', detail, remedy, guide };
  }
  const detail = 'The application may not read administrators, applications or settings, as it should be.';
  return { state: 'ok', detail };
}
