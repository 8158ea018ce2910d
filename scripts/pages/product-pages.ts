import type { Page } from '@playwright/test';
import { z } from 'zod';
import { POSTURE_BEHAVIORS } from '@/domain/human-risk/posture-state';
import { accountEventsPageSchema } from '@/domain/views/account-event';
import { campaignsPageSchema } from '@/domain/views/campaign';
import { groupsSchema } from '@/domain/views/criticality';
import { registerPageSchema } from '@/domain/views/hidden';
import { hubSchema, integrationViewSchema } from '@/domain/views/integration';
import {
  eventDetailSchema,
  type EventRow,
  eventsPageSchema,
  peoplePageSchema,
  profileSchema,
} from '@/domain/views/person';
import { ADMINISTRATION_PAGES } from './administration-pages';
import { privacyPages } from './privacy-pages';
import { type ProductPage, UNKNOWN_ID } from './product-page';
import { TOKEN_PAGES } from './token-pages';

/** Pages of people who have not signed in. */
export const OPEN_PAGES: readonly ProductPage[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'sign-in-ended', path: '/sign-in?ended=1' },
  { name: 'forgotten-password', path: '/forgotten-password' },
  { name: 'invitation-dead', path: '/invitation#gone', refused: 404 },
  { name: 'new-password-dead', path: '/new-password#gone', refused: 404 },
];

/** Reads a path of the API as a signed-in member. */
export type ReadApi = (path: string) => Promise<unknown>;

/**
 * Waits until every stream that is polled, of every integration, has finished its first run, so that its history is in.
 *
 * @throws Error after a while
 */
export async function waitForHistory(read: ReadApi, milliseconds = 120_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const waiting = await streamsWithoutHistory(read);
    if (waiting?.length === 0) return;
    if (Date.now() > deadline) {
      const which = waiting === null ? 'There is no integration' : `Still waiting for ${waiting.join(', ')}`;
      throw new Error(`${which} after ${milliseconds / 1000} s. Look at the worker's log.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The streams that have not finished a run yet, by name; null where nothing is connected. */
async function streamsWithoutHistory(read: ReadApi): Promise<string[] | null> {
  const { integrations } = hubSchema.parse(await read('/api/v1/integrations'));
  if (integrations.length === 0) return null;
  const waiting: string[] = [];
  for (const { id, name } of integrations) {
    const view = integrationViewSchema.parse(await read(`/api/v1/integrations/${id}`));
    if (view.delivery === 'inbound' || view.state !== 'enabled') continue;
    for (const { label, enabled, lastSuccessAt } of view.streams)
      if (enabled && lastSuccessAt === null) waiting.push(`${label} of ${name}`);
  }
  return waiting;
}

function daysAgo(days: number): string {
  return secondsAgo(days * 86_400);
}

function secondsAgo(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

const POSTURE_IDS = POSTURE_BEHAVIORS.map(({ id }) => id);

/** Every page of a signed-in member, with the most attacked person and an event that has evidence. */
export async function productPages(read: ReadApi): Promise<ProductPage[]> {
  const { people } = peoplePageSchema.parse(await read('/api/v1/people'));
  const { integrations } = hubSchema.parse(await read('/api/v1/integrations'));
  const person = z.object({ id: z.string(), username: z.string() }).parse(people[0]);
  const quiet = z.object({ id: z.string() }).parse(people.at(-1));
  const { waterfall } = profileSchema.parse(await read(`/api/v1/people/${person.id}`));
  const { events } = eventsPageSchema.parse(await read(`/api/v1/events?person=${person.id}`));
  const event = z.object({ id: z.string() }).parse({ id: waterfall.bars[0]?.eventId ?? events[0]?.id });
  const system = accountEventsPageSchema.parse(await read('/api/v1/account-events'));
  const { campaigns } = campaignsPageSchema.parse(await read('/api/v1/campaigns'));
  const risky = peoplePageSchema.parse(await read('/api/v1/people?sort=human_risk'));
  const riskiest = z.object({ id: z.string() }).parse(risky.people[0]);
  const integration = z.object({ id: z.string(), name: z.string() }).parse(integrations[0]);
  const { groups } = groupsSchema.parse(await read('/api/v1/criticality/groups'));
  const { evidence } = eventDetailSchema.parse(await read(`/api/v1/events/${event.id}`));
  const tried = evidence
    .flatMap(({ stream, record }) => (stream === 'authentication' && record !== null ? [record] : []))
    .slice(0, 1);
  const looped = await eventsOfLoop(read);
  const identity = '/behaviors/identity';
  const entered = campaigns.find(({ outcome }) => outcome === 'got_in');
  return [
    { name: 'dashboard', path: '/dashboard' },
    { name: 'dashboard-behaviors-open', path: '/dashboard', act: openBehaviors },
    { name: 'dashboard-behaviors-table', path: '/dashboard?range=7d&tables=behaviors' },
    // A history may hold none.
    ...system.events.slice(0, 1).map(({ id }) => ({
      name: 'dashboard-system-event',
      path: `/dashboard?system=${id}`,
      covered: true as const,
    })),
    { name: 'dashboard-24h', path: '/dashboard?range=24h&compare=before' },
    // A week ago, of which the demo read its history later: as known then there was nobody.
    { name: 'dashboard-hindsight', path: `/dashboard?reading=hindsight&at=${daysAgo(7)}` },
    { name: 'behaviors-hindsight', path: `/behaviors?reading=hindsight&at=${daysAgo(7)}` },
    { name: 'identity-latest-hindsight', path: `${identity}?tab=latest&reading=hindsight&at=${daysAgo(7)}` },
    // Half a minute ago the history had been read already.
    { name: 'dashboard-past', path: `/dashboard?at=${secondsAgo(30)}` },
    { name: 'dashboard-tables', path: '/dashboard?tables=over-time' },
    { name: 'people', path: '/people' },
    { name: 'people-hindsight', path: `/people?reading=hindsight&at=${daysAgo(7)}` },
    { name: 'people-past', path: `/people?at=${daysAgo(7)}` },
    { name: 'people-high-or-above', path: '/people?least=high' },
    { name: 'people-human-risk', path: '/people?sort=human_risk' },
    { name: 'people-posture', path: '/people?posture=no_lock' },
    ...groups
      .slice(0, 1)
      .map(({ group }) => ({ name: 'people-group', path: `/people?group=${encodeURIComponent(group)}` })),
    { name: 'people-known-from', path: `/people?integration=${integration.id}` },
    { name: 'people-entered', path: `/people?entered=${daysAgo(10)}` },
    { name: 'people-nobody-matches', path: '/people?q=zzzz' },
    { name: 'people-filters', path: '/people?status=active&last=30d&sort=name', act: openPeopleFilters },
    { name: 'people-chosen', path: '/people', act: choosePeople },
    { name: 'people-bulk', path: '/people', act: askCriticality, covered: true },
    { name: 'people-views', path: '/people?group=Finance&sort=events', act: openViews, covered: true },
    { name: 'watchlists', path: '/watchlists' },
    { name: 'watchlists-rule', path: '/watchlists', act: beginRule, covered: true },
    { name: 'profile-identity', path: `/people/${person.id}` },
    { name: 'profile-overview', path: `/people/${person.id}?tab=overview` },
    { name: 'profile-posture', path: `/people/${person.id}?tab=posture` },
    { name: 'profile-posture-riskiest', path: `/people/${riskiest.id}?tab=posture` },
    { name: 'profile-devices', path: `/people/${person.id}?tab=devices` },
    { name: 'profile-signals', path: `/people/${person.id}?tab=signals` },
    { name: 'profile-history', path: `/people/${person.id}?tab=history` },
    {
      name: 'profile-past',
      path: `/people/${person.id}?at=${daysAgo(3)}`,
    },
    {
      name: 'profile-hindsight',
      path: `/people/${person.id}?reading=hindsight&at=${secondsAgo(30)}`,
    },
    {
      name: 'profile-past-known',
      path: `/people/${person.id}?at=${secondsAgo(30)}`,
    },
    { name: 'profile-tables', path: `/people/${person.id}?tables=score` },
    { name: 'profile-posture-tables', path: `/people/${riskiest.id}?tab=posture&tables=human-risk` },
    { name: 'profile-quiet', path: `/people/${quiet.id}` },
    { name: 'profile-evidence', path: `/people/${person.id}?event=${event.id}`, covered: true },
    // Somebody may have decided about all of them.
    ...events
      .filter(({ disposition }) => disposition === null)
      .slice(0, 1)
      .map(({ id }) => ({
        name: 'profile-decision',
        path: `/people/${person.id}?event=${id}`,
        covered: true as const,
        act: beginDecision,
      })),
    ...looped.map(({ id, person: { id: whose } }) => ({
      name: 'profile-evidence-loop',
      path: `/people/${whose}?event=${id}`,
      covered: true as const,
      act: showSettings,
    })),
    { name: 'campaigns', path: '/campaigns' },
    { name: 'campaigns-closed', path: '/campaigns?part=closed' },
    // A history may hold none.
    ...campaigns.slice(0, 1).map(({ id }) => ({ name: 'campaign', path: `/campaigns/${id}` })),
    ...campaigns
      .slice(0, 1)
      .map(({ id }) => ({ name: 'campaign-decision', path: `/campaigns/${id}`, act: beginCampaignDecision })),
    ...(entered === undefined ? [] : [{ name: 'campaign-got-in', path: `/campaigns/${entered.id}` }]),
    { name: 'signals', path: '/signals' },
    { name: 'signals-narrowed', path: '/signals?since=30d&q=result%3Adenied%20-factor%3Apasscode' },
    {
      name: 'signals-of-integration',
      path: `/signals?since=24h&q=integration:"${encodeURIComponent(integration.name)}"`,
    },
    { name: 'signals-nothing', path: '/signals?q=zzzz' },
    { name: 'signals-not-run', path: '/signals?q=address%3Anowhere', refused: 400 },
    { name: 'signals-completion', path: '/signals', act: beginSearch },
    { name: 'signals-record', path: '/signals?q=result%3Adenied', act: openRecord, covered: true },
    { name: 'signals-saved', path: '/signals?q=result%3Adenied', act: openSavedSearches, covered: true },
    { name: 'signals-tables', path: '/signals?tables=records' },
    { name: 'behaviors', path: '/behaviors' },
    { name: 'behaviors-tables', path: `/behaviors?tables=identity,access-policy,${POSTURE_IDS.join(',')}` },
    { name: 'identity-events-over-time', path: identity },
    { name: 'identity-kinds-table', path: `${identity}?tables=kinds` },
    { name: 'identity-individual-performance', path: `${identity}?tab=individuals` },
    { name: 'identity-individuals-ungrouped', path: `${identity}?tab=individuals&ungrouped=true` },
    { name: 'identity-score-breakdown', path: `${identity}?tab=breakdown` },
    { name: 'identity-breakdown-department', path: `${identity}?tab=breakdown&by=department` },
    { name: 'identity-breakdown-tables', path: `${identity}?tab=breakdown&tables=score-breakdown` },
    { name: 'identity-latest-events', path: `${identity}?tab=latest` },
    { name: 'identity-latest-of-integration', path: `${identity}?tab=latest&integration=${integration.id}` },
    { name: 'identity-latest-dismissed', path: `${identity}?tab=latest&decision=dismissed` },
    { name: 'identity-system-events', path: `${identity}?tab=latest&kind=high_risk_system_event` },
    { name: 'integrations', path: '/integrations' },
    { name: 'human-risk-import', path: '/integrations/human-risk' },
    { name: 'human-risk-import-faults', path: '/integrations/human-risk', act: chooseFaultyFile },
    {
      name: 'human-risk-import-done',
      path: '/integrations/human-risk',
      act: importFile(person.username),
      changes: true,
    },
    { name: 'integrations-new', path: '/integrations/new/cisco-duo' },
    { name: 'integrations-new-webhook', path: '/integrations/new/generic-webhook' },
    { name: 'integration', path: `/integrations/${integration.id}` },
    {
      name: 'integration-tables',
      path: `/integrations/${integration.id}?tables=outcomes,lag,runs`,
    },
    {
      name: 'integration-quality-tables',
      path: `/integrations/${integration.id}?tab=quality&tables=volume-authentication`,
    },
    ...['runs', 'quality', 'coverage', 'quarantine', 'diagnose'].map((tab) => ({
      name: `integration-${tab}`,
      path: `/integrations/${integration.id}?tab=${tab}`,
    })),
    ...privacyPages(quiet.id),
    { name: 'settings-scoring', path: '/settings/scoring' },
    { name: 'settings-scoring-replay', path: '/settings/scoring', act: replayHalfLife },
    { name: 'settings-detectors', path: '/settings/detectors' },
    { name: 'settings-detectors-draft', path: '/settings/detectors', act: draftThreshold },
    ...tried.map((record) => ({
      name: 'settings-detectors-tried',
      path: '/settings/detectors',
      act: tryRecord(record),
    })),
    { name: 'hidden-events', path: '/settings/hidden' },
    { name: 'hidden-events-waiting', path: '/settings/hidden?part=waiting' },
    ...['egress', 'retry_loop', 'detector_off'].map((by) => ({
      name: `hidden-events-${by.replace('_', '-')}`,
      path: `/settings/hidden?by=${by}`,
    })),
    {
      name: 'hidden-events-detector-off-counted',
      path: '/settings/hidden?by=detector_off',
      act: countHidden,
    },
    { name: 'criticality', path: '/settings/criticality' },
    { name: 'criticality-choice', path: '/settings/criticality', act: chooseCriticality },
    ...ADMINISTRATION_PAGES,
    ...TOKEN_PAGES,
    { name: 'api-reference', path: '/api-reference' },
    { name: 'api-reference-one', path: '/api-reference/make-token' },
    { name: 'choose-password', path: '/choose-password' },
    { name: 'confirmed', path: '/confirmed' },
    { name: 'not-found-member', path: `/settings/members?selected=${UNKNOWN_ID}`, covered: true },
    { name: 'not-found-person', path: `/people/${UNKNOWN_ID}` },
    { name: 'not-found', path: '/nowhere' },
  ];
}

/** The event of a client that asks again and again by itself, where there is one. */
async function eventsOfLoop(read: ReadApi): Promise<EventRow[]> {
  const { items } = registerPageSchema.parse(await read('/api/v1/hidden?by=retry_loop'));
  const loop = items.find((item) => item.hiddenBy === 'retry_loop');
  if (loop === undefined) return [];
  const path = `/api/v1/events?kind=push_harassment&person=${loop.person.id}`;
  return eventsPageSchema.parse(await read(path)).events.slice(0, 1);
}

async function openPeopleFilters(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Filters and order' }).click();
  await page.getByRole('combobox', { name: 'Last event' }).waitFor();
}

async function choosePeople(page: Page): Promise<void> {
  const boxes = page.getByRole('table', { name: 'People' }).getByRole('checkbox', { name: /^Choose / });
  await boxes.nth(1).check();
  await boxes.nth(2).check();
  await page.getByText('2 people chosen').waitFor();
}

async function askCriticality(page: Page): Promise<void> {
  await choosePeople(page);
  await page.getByRole('button', { name: 'Set criticality' }).click();
  await page.getByRole('button', { name: 'Set for 2 people' }).waitFor();
}

async function openViews(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('button', { name: 'Save view' }).waitFor();
}

async function beginRule(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a watchlist' }).click();
  await page.getByRole('button', { name: 'By a rule' }).click();
  await page.getByRole('group', { name: 'Rule' }).waitFor();
}

async function openBehaviors(page: Page): Promise<void> {
  const card = page.getByRole('region', { name: 'Human Risk Behaviors' });
  for (const name of ['MFA enrolment', 'Authenticator strength', 'Device health', 'Access policy'])
    await card.getByRole('button', { name }).click();
}

async function beginSearch(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Search records' }).fill('result:');
  await page.getByRole('option', { name: 'denied' }).waitFor();
}

async function openRecord(page: Page): Promise<void> {
  await page.getByRole('table', { name: 'Records' }).getByRole('button').first().click();
  await page.getByLabel('Raw record', { exact: true }).last().waitFor();
}

async function openSavedSearches(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Saved searches' }).click();
  await page.getByText('You keep no search yet.').waitFor();
}

/** What a decision would do, as it is said before it is done. */
const EFFECT = /^([\d,]+ events? (leaves?|is|are|counts?) |Every event of it )/;

async function beginDecision(page: Page): Promise<void> {
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'False positive' }).first().click();
  await sheet.getByText(EFFECT).scrollIntoViewIfNeeded();
}

async function beginCampaignDecision(page: Page): Promise<void> {
  const card = page.getByRole('region', { name: 'Decide for all of it' });
  await card.getByRole('button', { name: 'Benign' }).click();
  await card.getByRole('button', { name: 'Mark all as benign' }).waitFor();
  await card.getByText(EFFECT).waitFor();
}

async function chooseFaultyFile(page: Page): Promise<void> {
  const lines = ['person,category,value,date,note', 'nobody-of-that-name,phishing,12,2026-13-01,'];
  const file = { name: 'conduct.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) };
  await page.getByLabel('CSV file').setInputFiles(file);
  await page.getByRole('table', { name: 'Lines that cannot go in' }).waitFor();
}

let imports = 0;

/** Another value each time, so that there is something to replace. */
const importFile =
  (username: string) =>
  async (page: Page): Promise<void> => {
    imports += 1;
    const line = `${username},malware,${imports},${new Date().toISOString().slice(0, 10)},Ran a download`;
    const lines = ['person,category,value,date,note', line, 'nobody-of-that-name,malware,9,2026-01-01,'];
    const file = { name: 'conduct.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) };
    await page.getByLabel('CSV file').setInputFiles(file);
    await page.getByRole('button', { name: /^Import the/ }).click();
    await page.getByText(/^Imported: /).waitFor();
  };

const tryRecord =
  (record: string) =>
  async (page: Page): Promise<void> => {
    const card = page.getByRole('region', { name: 'Try a record' });
    await card.getByLabel('Raw record').fill(record);
    await card.getByRole('button', { name: 'Try it' }).click();
    await card.getByRole('status').waitFor();
  };

async function countHidden(page: Page): Promise<void> {
  const count = page.getByRole('button', { name: 'Count what they hide' });
  if ((await count.count()) === 0) return;
  await count.click();
  await page.getByText('not counted yet').waitFor({ state: 'detached', timeout: 60_000 });
}

async function showSettings(page: Page): Promise<void> {
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /^settings \d/ })
    .scrollIntoViewIfNeeded();
}

async function replayHalfLife(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Half-life in days' }).fill('3');
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText(/would change band/).waitFor({ timeout: 30_000 });
}

async function draftThreshold(page: Page): Promise<void> {
  await page.getByText('Thresholds of Credential stuffing').click();
  await page.getByRole('textbox', { name: 'Names that fail within an hour' }).fill('20');
}

async function chooseCriticality(page: Page): Promise<void> {
  const groups = page.getByRole('table', { name: 'Groups' });
  await groups.getByRole('combobox').first().selectOption('critical');
}
