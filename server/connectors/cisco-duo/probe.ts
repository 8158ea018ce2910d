import { connectorError, type ConnectorError } from '@/domain/connectors/connector-error';
import { PROBE_STEPS, type ProbeStep, type ProbeStepId } from '@/domain/connectors/probe-step';
import type {
  ConnectorCredentials,
  FetchPageResult,
  ProbeResult,
  TakeTurn,
} from '@/server/connectors/connector';
import { AUTHENTICATION } from '@/server/connectors/cisco-duo/authentication-stream';
import type { DuoClient, DuoKeys } from '@/server/connectors/cisco-duo/client';
import { readDuoKeys } from '@/server/connectors/cisco-duo/duo-keys';
import { errorOfFailure } from '@/server/connectors/cisco-duo/envelope';
import { stepTimer, type Finding } from '@/server/connectors/cisco-duo/probe-finding';
import {
  tryDirectory,
  tryLeastPrivilege,
  tryOtherLogs,
  trySummary,
  tryTrustMonitor,
  type Permissions,
} from '@/server/connectors/cisco-duo/probe-permissions';
import { SIGNATURE_SCHEMES, type SignatureScheme } from '@/server/connectors/cisco-duo/sign';
import { manifestOf, refusalOf } from '@/server/connectors/cisco-duo/streams';
import type { HttpClient, ResolveResult } from '@/server/platform/http-client';

/** A clock this far off still works with Duo, as far as is known, but is worth saying. */
const CLOCK_WARNING_SECONDS = 30;

const DAY_MS = 24 * 60 * 60_000;

const SIGNATURE_WORDS: Readonly<Record<SignatureScheme, string>> = {
  'v5-sha512': 'signature version 5 with SHA-512',
  'v2-sha512': 'signature version 2 with SHA-512',
  'v2-sha1': 'signature version 2 with SHA-1',
};

export interface ProbeTools {
  readonly client: DuoClient;
  readonly http: HttpClient;
  readonly simulatorHosts: readonly string[];
  readonly now: () => number;
  readonly turn: TakeTurn;
}

/**
 * Tests a connection to Duo from the host name to a sample of records, one finished step after the other, and finds
 * the way to sign that Duo accepts. A step that stands in the way of all others leaves them skipped.
 */
export async function* probeDuo(
  tools: ProbeTools,
  credentials: ConnectorCredentials,
  signal: AbortSignal,
): AsyncGenerator<ProbeStep, ProbeResult> {
  const step = stepTimer();
  function* giveUp(at: ProbeStepId, error: ConnectorError): Generator<ProbeStep, ProbeResult> {
    yield step(at, { state: 'failed', error });
    for (const id of PROBE_STEPS.slice(PROBE_STEPS.indexOf(at) + 1)) {
      yield step(id, { state: 'skipped', detail: 'Not tried, because an earlier step failed.' });
    }
    return { ok: false, credentials, error, edition: null, userCount: null, streams: [] };
  }

  const read = readDuoKeys(credentials, tools.simulatorHosts);
  if (!read.ok) return yield* giveUp('host', connectorError(read.fault));
  const { host } = read.keys;
  yield step('host', { state: 'ok', detail: `${host} is the name of an API host.` });

  const resolved = await tools.http.resolve(host, signal);
  if (!resolved.ok) return yield* giveUp('dns', errorOfFailure(resolved.failure));
  yield step('dns', lookupFinding(resolved));

  const ping = await tools.client.ping(host, signal);
  if (!ping.ok) return yield* giveUp('connection', ping.error);
  const how = tools.simulatorHosts.includes(host) ? 'plain HTTP, as simulators do' : 'TLS';
  const way = resolved.proxy === null ? '' : ` through the proxy ${resolved.proxy}`;
  yield step('connection', {
    state: 'ok',
    detail: `Duo answered in ${ping.latencyMs} ms, over ${how}${way}.`,
  });

  yield step('clock', clockFinding(ping.dateHeader === null ? null : tools.now() - ping.dateHeader));

  const signed = await findSignature(tools, read.keys, signal);
  const { keys, page } = signed;
  if (!page.ok && !isPastSignature(page.error)) return yield* giveUp('signature', page.error);
  yield step('signature', {
    state: 'ok',
    detail: `Duo accepts the keys, with ${SIGNATURE_WORDS[keys.signature]}.`,
  });

  const asking = { client: tools.client, turn: tools.turn, keys, now: tools.now(), signal };
  if (page.ok) {
    yield step('read_log', { state: 'ok', detail: 'The application may read the authentication log.' });
  } else {
    yield step('read_log', { state: 'failed', error: page.error });
  }
  const streams = [{ stream: AUTHENTICATION.id, readable: page.ok }];

  const others = page.ok ? await tryOtherLogs(asking) : NOT_TRIED;
  yield step('other_logs', others.finding);
  const trust = page.ok ? await tryTrustMonitor(asking) : NOT_TRIED;
  yield step('trust_monitor', trust.finding);
  const directory = await tryDirectory(asking);
  yield step('read_resource', directory.finding);
  const summary = await trySummary(asking);
  yield step('read_information', summary.finding);
  yield step('least_privilege', await tryLeastPrivilege(asking));

  for (const found of [others, trust, directory, summary]) streams.push(...found.streams);
  const { edition, userCount } = summary;
  if (!page.ok) {
    yield step('sample', NOT_TRIED.finding);
    return { ok: false, credentials, error: page.error, edition, userCount, streams };
  }
  yield step('sample', { state: 'ok', detail: sampleSentence(page.total ?? page.records.length) });
  return { ok: true, credentials: { ...credentials, ...keys }, error: null, edition, userCount, streams };
}

const NOT_TRIED: Permissions = {
  finding: { state: 'skipped', detail: 'Not tried, because the authentication log could not be read.' },
  streams: [],
};

function lookupFinding({ addresses, proxy }: Extract<ResolveResult, { ok: true }>): Finding {
  if (proxy !== null)
    return {
      state: 'skipped',
      detail: `The proxy ${proxy} looks the name up, so its address is not checked here.`,
    };
  return { state: 'ok', detail: `The name leads to ${addresses.map(({ address }) => address).join(', ')}.` };
}

function clockFinding(aheadMs: number | null): Finding {
  if (aheadMs === null)
    return {
      state: 'ok',
      detail: 'Duo did not tell its time; the next step shows whether ours is accepted.',
    };
  const seconds = Math.round(aheadMs / 1000);
  if (Math.abs(seconds) <= CLOCK_WARNING_SECONDS) {
    return {
      state: 'ok',
      detail: `The clock of this machine agrees with Duo's to within ${Math.max(2, Math.abs(seconds))} seconds.`,
    };
  }
  const { remedy, guide } = connectorError('duo_40105');
  const side = seconds > 0 ? 'ahead of' : 'behind';
  return {
    state: 'warning',
    detail: `The clock of this machine is ${Math.abs(seconds)} seconds ${side} Duo's.`,
    remedy,
    guide,
  };
}

/** One record of the last day, signed in each way until one is accepted; the last answer where none is. */
async function findSignature(
  tools: ProbeTools,
  keys: DuoKeys,
  signal: AbortSignal,
): Promise<{ keys: DuoKeys; page: FetchPageResult }> {
  const to = tools.now() - (manifestOf(AUTHENTICATION)?.lagMs ?? 0);
  const request = { window: { from: to - DAY_MS, to }, offset: null, limit: 1, signal };
  const [first, ...others] = SIGNATURE_SCHEMES;
  let tried = await trySignature(first);
  for (const scheme of others) {
    if (tried.page.ok || tried.page.error.code !== 'duo_40103') break;
    tried = await trySignature(scheme);
  }
  return tried;

  async function trySignature(signature: SignatureScheme) {
    const signed = { ...keys, signature };
    const call = { client: tools.client, keys: signed, request, now: tools.now() };
    const page = await tools.turn(AUTHENTICATION.id, () => AUTHENTICATION.fetchPage(call));
    const said = page.ok ? page : { ok: page.ok, error: refusalOf(AUTHENTICATION, page.error) };
    return { keys: signed, page: said };
  }
}

/** Whether Duo had already accepted the signature when it refused. */
function isPastSignature(error: ConnectorError): boolean {
  return error.class === 'capability' || error.class === 'bad_request';
}

function sampleSentence(count: number): string {
  if (count === 0)
    return 'Duo has no sign-ins of the last 24 hours; that is fine for a new or quiet account.';
  return count === 1
    ? 'Duo has one sign-in of the last 24 hours to show.'
    : `Duo has ${count} sign-ins of the last 24 hours to show.`;
}
