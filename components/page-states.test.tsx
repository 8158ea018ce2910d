import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Problem } from '@/lib/api/problem';
import { makeQueryClient } from '@/lib/queries/client';
import { PageHouse } from './page-house';
import { AuditScreen } from './audit/audit-screen';
import { axeViolations } from './axe-violations';
import { BehaviorsScreen } from './behaviors/behaviors-screen';
import { IdentityScreen } from './behaviors/identity-screen';
import { IndividualPerformance } from './behaviors/individual-performance';
import { LatestEvents } from './behaviors/latest-events';
import { ScoreBreakdown } from './behaviors/score-breakdown';
import { CampaignScreen } from './campaigns/campaign-screen';
import { CampaignsScreen } from './campaigns/campaigns-screen';
import { EventsOverTimeCard } from './charts/events-over-time';
import { CriticalityScreen } from './criticality/criticality-screen';
import { CustomersScreen } from './customers/customers-screen';
import { DashboardScreen } from './dashboard/dashboard-screen';
import { SinceCard } from './dashboard/since-card';
import { SystemEventsCard } from './dashboard/system-events-card';
import { DetectorsScreen } from './detectors/detectors-screen';
import { HiddenScreen } from './hidden/hidden-screen';
import { ChartsPanel } from './integrations/charts-panel';
import { CoveragePanel } from './integrations/coverage-panel';
import { DiagnosePanel } from './integrations/diagnose-panel';
import { FeedQualityPanel } from './integrations/feed-quality-panel';
import { HubScreen } from './integrations/hub-screen';
import { IntegrationScreen } from './integrations/integration-screen';
import { QuarantinePanel } from './integrations/quarantine-panel';
import { RunsPanel } from './integrations/runs-panel';
import { MembersScreen } from './members/members-screen';
import { DeliveriesCard } from './notifications/deliveries-card';
import { NotificationList } from './notifications/notification-bell';
import { WholeNotification } from './notifications/whole-notification';
import { NotificationsScreen } from './notifications/notifications-screen';
import { HabitsCard } from './people/habits-card';
import { PeopleScreen } from './people/people-screen';
import { PersonHistoryCard } from './people/person-history-card';
import { ProfileScreen } from './people/profile-screen';
import { PrivacyScreen } from './privacy/privacy-screen';
import { RolesScreen } from './roles/roles-screen';
import { ScoringScreen } from './scoring/scoring-screen';
import { SignalsScreen } from './signals/signals-screen';
import { SingleSignOnScreen } from './single-sign-on/single-sign-on-screen';
import { TokensScreen } from './tokens/tokens-screen';
import { WatchlistsScreen } from './watchlists/watchlists-screen';
import { SecondFactorCard } from './your-sign-in/second-factor-card';
import { SessionsCard } from './your-sign-in/sessions-card';

const ID = '00000000-0000-4000-8000-000000000000';

/** Every screen that reads, and what it says could not be read. */
const SCREENS: readonly (readonly [string, ReactElement, string])[] = [
  ['audit log', <AuditScreen />, 'The audit log could not be read.'],
  ['behaviors', <BehaviorsScreen />, 'The behaviors could not be read.'],
  ['campaign', <CampaignScreen id={ID} />, 'This campaign could not be read.'],
  ['campaigns', <CampaignsScreen />, 'The campaigns could not be read.'],
  ['criticality', <CriticalityScreen />, 'The groups could not be read.'],
  ['customers', <CustomersScreen />, 'The customers could not be read.'],
  ['dashboard', <DashboardScreen />, 'The dashboard could not be read.'],
  ['detectors', <DetectorsScreen />, 'The detectors could not be read.'],
  ['hidden events', <HiddenScreen />, 'The register could not be read.'],
  ['hub', <HubScreen connectors={[]} />, 'The integrations could not be read.'],
  ['identity events', <IdentityScreen />, 'This behavior could not be read.'],
  [
    'integration',
    <IntegrationScreen id={ID} connectorName="Cisco Duo" />,
    'This integration could not be read.',
  ],
  ['members', <MembersScreen />, 'The members could not be read.'],
  ['notifications', <NotificationsScreen />, 'The notification rules could not be read.'],
  ['people', <PeopleScreen />, 'The people could not be read.'],
  ['privacy', <PrivacyScreen />, 'The notice could not be read.'],
  ['profile', <ProfileScreen id={ID} />, 'This person could not be read.'],
  ['roles', <RolesScreen />, 'The roles could not be read.'],
  ['scoring', <ScoringScreen />, 'could not be read.'],
  ['signals', <SignalsScreen />, 'The records could not be searched.'],
  ['single sign-on', <SingleSignOnScreen />, 'The settings could not be read.'],
  ['tokens', <TokensScreen />, 'The API tokens could not be read.'],
  ['watchlists', <WatchlistsScreen />, 'The watchlists could not be read.'],
];

/** Parts of pages that read for themselves. */
const PARTS: readonly (readonly [string, ReactElement, string])[] = [
  [
    'charts of a feed',
    <ChartsPanel integrationId={ID} connector="cisco-duo" />,
    'The charts could not be read.',
  ],
  ['coverage', <CoveragePanel integrationId={ID} connector="cisco-duo" />, 'The coverage could not be read.'],
  [
    'diagnosis',
    <DiagnosePanel integrationId={ID} connector="cisco-duo" />,
    'The diagnosis could not be read.',
  ],
  ['deliveries', <DeliveriesCard rules={[]} />, 'The deliveries could not be read.'],
  ['events over time', <EventsOverTimeCard range="7d" />, 'could not be read.'],
  [
    'feed quality',
    <FeedQualityPanel integrationId={ID} connector="cisco-duo" />,
    'The quality could not be read.',
  ],
  ['habits', <HabitsCard personId={ID} asOf={null} />, 'The habits could not be read.'],
  ['history of a person', <PersonHistoryCard personId={ID} />, 'The history could not be read.'],
  ['individual performance', <IndividualPerformance integrations={[]} />, 'The people could not be read.'],
  ['latest events', <LatestEvents integrations={[]} />, 'The events could not be read.'],
  [
    'own notifications',
    <NotificationList mayRead onShow={() => undefined} />,
    'Your notifications could not be read.',
  ],
  [
    'one notification',
    <WholeNotification id="n" onBack={() => undefined} />,
    'The notification could not be read.',
  ],
  [
    'quarantine',
    <QuarantinePanel integrationId={ID} connector="cisco-duo" />,
    'The quarantine could not be read.',
  ],
  ['runs', <RunsPanel integrationId={ID} connector="cisco-duo" />, 'The runs could not be read.'],
  ['score breakdown', <ScoreBreakdown range="7d" kind={null} />, 'The scores could not be read.'],
  ['second factor', <SecondFactorCard />, 'Your second factor could not be read.'],
  ['sessions', <SessionsCard />, 'Your sessions could not be read.'],
  ['system events', <SystemEventsCard />, 'System events could not be read.'],
];

const SENTENCE = 'The database is being started. Wait a minute.';

/** A screen as the first paint of it: nothing read yet, or every read ended with the error. */
function paint(screen: ReactElement, error: Problem | null): string {
  const client = makeQueryClient();
  // What has failed stays so in a paint that cannot ask again.
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retryOnMount: false } });
  const render = (): string => renderToString(<PageHouse client={client}>{screen}</PageHouse>);
  const first = render();
  if (error === null) return first;
  for (const query of client.getQueryCache().getAll())
    query.setState({ status: 'error', error, fetchStatus: 'idle', errorUpdateCount: 1 });
  return render();
}

describe.each([...SCREENS, ...PARTS])('%s', (_name, element, what) => {
  it('is without axe violations while it is loading, when it failed, and where the role does not allow it', async () => {
    const problems = [
      null,
      new Problem(503, 'unavailable', SENTENCE),
      new Problem(403, 'forbidden', SENTENCE),
    ];
    for (const problem of problems) expect(await axeViolations(paint(element, problem))).toEqual([]);
  });

  it('says that it is loading, and nothing else, until it is read', () => {
    const html = paint(element, null);
    expect(html).toContain('aria-busy="true"');
    expect(html).toMatch(/role="status"[^>]*>Loading</);
    expect(html).not.toContain('role="alert"');
  });

  it('says what could not be read, why, and offers to try again', () => {
    const html = paint(element, new Problem(503, 'unavailable', SENTENCE));
    const alert = html.slice(html.indexOf('role="alert"'));
    expect(html).toContain('role="alert"');
    expect(alert).toContain(what);
    expect(alert).toContain(SENTENCE);
    expect(alert).toContain('Try again');
    expect(html).not.toContain('>Loading<');
  });

  it('offers nothing to try again where the role does not allow it', () => {
    const html = paint(element, new Problem(403, 'forbidden', 'Your role does not allow this.'));
    expect(html).toMatch(/Your role (does not allow this|may not read raw records)\./);
    expect(html).not.toContain('Try again');
  });
});

it('a control without a name is a violation', async () => {
  expect(await axeViolations('<button></button>')).toEqual(['button-name: <button></button>']);
});

it.each(SCREENS)('%s keeps its heading when it failed', (_name, screen) => {
  const html = paint(screen, new Problem(503, 'unavailable', SENTENCE));
  expect(html.match(/<h1/g)).toHaveLength(1);
});

it('what is new since the last look says so when it could not be read', () => {
  const html = paint(<SinceCard mayOpenIntegrations />, new Problem(503, 'unavailable', SENTENCE));
  expect(html).toContain('What is new could not be read.');
  expect(html).toContain('Try again');
});

it('every screen that reads is among them', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  const reading = files
    .filter((file) => file.endsWith('-screen.tsx'))
    .filter((file) => /use(Infinite)?Query\(/.test(readFileSync(join(import.meta.dirname, file), 'utf8')));
  expect(SCREENS.map(([name]) => name)).toHaveLength(reading.length);
});

it('every list that goes on says where it could not, by the end that all of them share', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  const textOf = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');
  const long = files.filter((file) => file.endsWith('.tsx') && /= useInfiniteQuery\(/.test(textOf(file)));
  expect(long.length).toBeGreaterThan(8);
  expect(long.filter((file) => !/<ShowMore\s+list=/.test(textOf(file)))).toEqual([]);
});
