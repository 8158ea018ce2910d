import type { ApiTokensView, MadeToken } from '@/domain/views/api-token';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { AuditEntryView, AuditPage } from '@/domain/views/audit';
import type { AccountEventDetail, AccountEventsPage } from '@/domain/views/account-event';
import type { Behaviors } from '@/domain/views/behaviors';
import type {
  CampaignDetail,
  CampaignsPage,
  ChangedCampaign,
  DecidedCampaign,
} from '@/domain/views/campaign';
import type { PersonCare } from '@/domain/views/care';
import type { Groups } from '@/domain/views/criticality';
import type { CustomersView } from '@/domain/views/customers';
import type { CoverageView } from '@/domain/views/coverage';
import type { Dashboard, IdentityDetails, OverTime } from '@/domain/views/dashboard';
import type { Diagnosis } from '@/domain/views/diagnosis';
import type { Decided, DispositionEffect, DispositionPreview } from '@/domain/views/disposition';
import type { FeedCharts, FeedQuality } from '@/domain/views/feed-quality';
import type { RegisterPage } from '@/domain/views/hidden';
import type { PersonHabitsView } from '@/domain/views/habits';
import type { PersonHistory } from '@/domain/views/history';
import type {
  Connected,
  Hub,
  IntegrationHoldings,
  IntegrationView,
  ProbeResult,
  ProbeStep,
} from '@/domain/views/integration';
import type { Individuals, ScoreBreakdown } from '@/domain/views/identity-scores';
import type { DetectorTrial, DetectorsView, TriedRecord } from '@/domain/views/detectors';
import type { ErasureLoss, ErasuresView } from '@/domain/views/erasure';
import type { EventDetail, EventsPage, PeoplePage, Profile } from '@/domain/views/person';
import type { MadeLink, MemberEndings, MembersView, OpenedLink, RolesView } from '@/domain/views/members';
import type { NoticeView } from '@/domain/views/notice';
import type {
  Deliveries,
  NotificationPage,
  NotificationRules,
  NotificationsView,
  RulePreview,
} from '@/domain/views/notification';
import type { QuarantinedRecordView, QuarantinePage, TriedAgain } from '@/domain/views/quarantine';
import type { RetentionLoss, RetentionView } from '@/domain/views/retention';
import type { RiskImport } from '@/domain/views/risk-import';
import type { RunDetail, RunsPage } from '@/domain/views/run';
import type { Pseudonyms } from '@/domain/views/pseudonyms';
import type { Replay, ReplayProgress, SavedPolicy, Scoring } from '@/domain/views/scoring';
import type { SessionView, Shell } from '@/domain/views/session';
import type { CheckedDomain, SingleSignOn } from '@/domain/views/single-sign-on';
import type { Since } from '@/domain/views/since';
import type {
  Completions,
  SavedSearches,
  SignalDetail,
  SignalHistogram,
  SignalsPage,
} from '@/domain/views/signal';
import type { ChangedPeople, PersonWatchlists, SavedWatchlist, Watchlists } from '@/domain/views/watchlist';
import type { SavedViews } from '@/domain/views/saved-view';
import type { RecoveryCodes, SecondFactor, SessionList, TotpSetup } from '@/domain/views/your-sign-in';
import { parseProblem, unanswered, unreachable, unreadable } from './problem';
import { proofWanted, proveAgain } from './step-up';

/**
 * What each answer holds. The server parses every answer with the operation's own schema before it is sent, so the
 * browser trusts its own origin and need not carry the schemas.
 */
export interface Answers {
  session: SessionView;
  shell: Shell;
  dashboard: Dashboard;
  since: Since;
  identityDetails: IdentityDetails;
  overTime: OverTime;
  individuals: Individuals;
  scoreBreakdown: ScoreBreakdown;
  behaviors: Behaviors;
  riskImport: RiskImport;
  events: EventsPage;
  event: EventDetail;
  campaigns: CampaignsPage;
  campaign: CampaignDetail;
  changedCampaign: ChangedCampaign;
  campaignPreview: DispositionEffect;
  decidedCampaign: DecidedCampaign;
  accountEvents: AccountEventsPage;
  accountEvent: AccountEventDetail;
  dispositionPreview: DispositionPreview;
  decided: Decided;
  register: RegisterPage;
  groups: Groups;
  people: PeoplePage;
  watchlists: Watchlists;
  savedWatchlist: SavedWatchlist;
  personWatchlists: PersonWatchlists;
  changedPeople: ChangedPeople;
  savedViews: SavedViews;
  profile: Profile;
  care: PersonCare;
  history: PersonHistory;
  habits: PersonHabitsView;
  signals: SignalsPage;
  signalHistogram: SignalHistogram;
  signal: SignalDetail;
  completions: Completions;
  savedSearches: SavedSearches;
  hub: Hub;
  integration: IntegrationView;
  holdings: IntegrationHoldings;
  runs: RunsPage;
  run: RunDetail;
  feedCharts: FeedCharts;
  feedQuality: FeedQuality;
  coverage: CoverageView;
  quarantine: QuarantinePage;
  quarantined: QuarantinedRecordView;
  triedAgain: TriedAgain;
  diagnosis: Diagnosis;
  connected: Connected;
  probe: ProbeResult;
  scoring: Scoring;
  replay: Replay;
  savedPolicy: SavedPolicy;
  detectors: DetectorsView;
  detectorTrial: DetectorTrial;
  triedRecord: TriedRecord;
  members: MembersView;
  memberEndings: MemberEndings;
  roles: RolesView;
  pseudonyms: Pseudonyms;
  customers: CustomersView;
  audit: AuditPage;
  auditEntry: AuditEntryView;
  tokens: ApiTokensView;
  madeToken: MadeToken;
  notice: NoticeView;
  retention: RetentionView;
  retentionLoss: RetentionLoss;
  erasures: ErasuresView;
  erasureLoss: ErasureLoss;
  /** What went with a person. */
  erased: Pick<ErasureLoss, 'records' | 'events'>;
  notifications: NotificationsView;
  notification: NotificationPage;
  notificationRules: NotificationRules;
  deliveries: Deliveries;
  rulePreview: RulePreview;
  sessions: SessionList;
  secondFactor: SecondFactor;
  totpSetup: TotpSetup;
  recoveryCodes: RecoveryCodes;
  singleSignOn: SingleSignOn;
  checkedDomain: CheckedDomain;
  passkeyToUse: { readonly options: PublicKeyCredentialRequestOptionsJSON };
  passkeyToMake: { readonly options: PublicKeyCredentialCreationOptionsJSON };
  endedSessions: { readonly sessionsEnded: number };
  madeLink: MadeLink;
  openedLink: OpenedLink;
  /** Values made anew, shown this once. */
  revealed: { readonly reveal: readonly { readonly label: string; readonly value: string }[] };
  done: unknown;
}

/** What is told of an answer while it is made, where that takes long. */
interface Parts {
  probe: ProbeStep;
  replay: ReplayProgress;
  detectorTrial: ReplayProgress;
}

type Parameters = Readonly<Record<string, string | null | undefined>>;

/** A path with those parameters that have a value. */
export function withParameters(path: string, parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, value);
  }
  const query = search.toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Reads an answer. @throws Problem with the server's sentence, or one that says that nothing answered. */
export async function read<Name extends keyof Answers>(
  answer: Name,
  path: string,
  signal?: AbortSignal,
): Promise<Answers[Name]> {
  return send(answer, path, { headers: { accept: 'application/json' }, ...(signal && { signal }) });
}

/** Up to how many characters a change outlives its page: browsers carry 64 KiB in all for the pages that are gone, else refuse. */
const OUTLIVES = 8192;

/**
 * Sends a change and reads its answer. Somebody who leaves the page before the answer has made the change all the same: the
 * page showed it to them. @throws Problem
 */
export async function change<Name extends keyof Answers>(
  answer: Name,
  path: string,
  body: Readonly<Record<string, unknown>> = {},
): Promise<Answers[Name]> {
  const text = JSON.stringify(body);
  return send(answer, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: text,
    keepalive: text.length <= OUTLIVES,
  });
}

/** A file as the server sent it. */
export interface ReadFile {
  readonly name: string;
  readonly body: Blob;
}

/**
 * Reads a file that is given out only after a proof of who asks: a link alone would save the refusal. It comes whole or not at
 * all. @throws Problem
 */
export async function readFile(path: string): Promise<ReadFile> {
  const response = await askProven(path, {});
  if (!response.ok) throw parseProblem(response.status, await bodyOf(response));
  const [, name = 'file'] =
    /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  const body = await response.blob().catch(() => null);
  if (body === null) throw unreachable();
  return { name, body };
}

/**
 * Sends a change whose answer takes long, and hears of each part as soon as it is done.
 * @throws Problem with the server's sentence, or one that says that the answer did not come to its end
 */
export async function changeInParts<Name extends keyof Parts>(
  answer: Name,
  path: string,
  body: Readonly<Record<string, unknown>>,
  onPart: (part: Parts[Name]) => void,
): Promise<Answers[Name]> {
  const response = await ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
    body: JSON.stringify(body),
  });
  if (!response.ok || response.body === null) throw parseProblem(response.status, await bodyOf(response));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const chunk = await reader.read().catch(() => null);
    if (chunk === null || chunk.done) throw unanswered();
    const lines = `${rest}${chunk.value}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const said = parsed(line);
      if (!isRecord(said)) throw unreadable(response.status);
      if (said['problem'] !== undefined) throw parseProblem(500, said['problem']);
      if (isAnswer(answer, said['answer'])) return said['answer'];
      if (!isPart(answer, said['part'])) throw unreadable(response.status);
      onPart(said['part']);
    }
  }
}

async function send<Name extends keyof Answers>(
  answer: Name,
  path: string,
  init: RequestInit,
): Promise<Answers[Name]> {
  const response = await askProven(path, init);
  const body = await bodyOf(response);
  if (!response.ok) throw parseProblem(response.status, body);
  if (!isAnswer(answer, body)) throw unreadable(response.status);
  return body;
}

/** Asks, and where a proof is wanted first, once more after it. */
async function askProven(path: string, init: RequestInit): Promise<Response> {
  const response = await ask(path, init);
  if (response.status !== 403) return response;
  const refused = parseProblem(403, await bodyOf(response.clone()));
  const wanted = proofWanted(refused.code, refused.message);
  return wanted !== null && (await proveAgain(wanted)) ? ask(path, init) : response;
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw init.method === 'POST' ? unanswered() : unreachable();
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  return parsed(await response.text());
}

function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The body of a success is as the server's schema made it, unless something in between answered in its place. */
function isAnswer<Name extends keyof Answers>(answer: Name, body: unknown): body is Answers[Name] {
  return answer === 'done' || isRecord(body);
}

/** The same of a part. */
function isPart<Name extends keyof Parts>(_answer: Name, part: unknown): part is Parts[Name] {
  return isRecord(part);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
