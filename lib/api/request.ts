import type { Dashboard, IdentityDetails } from '@/domain/views/dashboard';
import type { Connected, Hub, IntegrationView, ProbeResult } from '@/domain/views/integration';
import type { EventDetail, EventsPage, PeoplePage, Profile } from '@/domain/views/person';
import type { RunsPage } from '@/domain/views/run';
import type { SessionView, Shell } from '@/domain/views/session';
import { parseProblem, unreachable, unreadable } from './problem';

/**
 * What each answer holds. The server parses every answer with the operation's own schema before it is sent, so the
 * browser trusts its own origin and need not carry the schemas.
 */
export interface Answers {
  session: SessionView;
  shell: Shell;
  dashboard: Dashboard;
  identityDetails: IdentityDetails;
  events: EventsPage;
  event: EventDetail;
  people: PeoplePage;
  profile: Profile;
  hub: Hub;
  integration: IntegrationView;
  runs: RunsPage;
  connected: Connected;
  probe: ProbeResult;
  done: unknown;
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

/** Sends a change and reads its answer. @throws Problem */
export async function change<Name extends keyof Answers>(
  answer: Name,
  path: string,
  body: Readonly<Record<string, unknown>> = {},
): Promise<Answers[Name]> {
  return send(answer, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
}

async function send<Name extends keyof Answers>(
  answer: Name,
  path: string,
  init: RequestInit,
): Promise<Answers[Name]> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
  const body = await bodyOf(response);
  if (!response.ok) throw parseProblem(response.status, body);
  if (!isAnswer(answer, body)) throw unreadable(response.status);
  return body;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The body of a success is as the server's schema made it, unless something in between answered in its place. */
function isAnswer<Name extends keyof Answers>(answer: Name, body: unknown): body is Answers[Name] {
  return answer === 'done' || (typeof body === 'object' && body !== null && !Array.isArray(body));
}
