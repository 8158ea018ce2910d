import type { Page } from '@playwright/test';
import { notificationsSchema } from '@/domain/views/notification';
import type { ProductPage } from './product-page';

/** Where members, roles, the audit log and accounts of customers are looked after. */
export const ADMINISTRATION_PAGES: readonly ProductPage[] = [
  { name: 'members', path: '/settings/members' },
  { name: 'members-invite', path: '/settings/members', act: beginInvitation, covered: true },
  { name: 'members-one', path: '/settings/members', act: openMember, covered: true },
  { name: 'roles', path: '/settings/roles' },
  { name: 'audit', path: '/settings/audit' },
  { name: 'audit-entry', path: '/settings/audit', act: openAuditEntry, covered: true },
  { name: 'roles-custom', path: '/settings/roles', act: beginRole, covered: true },
  { name: 'notice', path: '/notice' },
  { name: 'privacy', path: '/settings/privacy' },
  { name: 'privacy-change', path: '/settings/privacy', act: changeNotice },
  { name: 'single-sign-on', path: '/settings/single-sign-on' },
  { name: 'sign-in-own', path: '/settings/sign-in' },
  { name: 'sign-in-app', path: '/settings/sign-in', act: beginApp, covered: true },
  { name: 'notifications-make', path: '/settings/notifications', act: beginNotificationRule, covered: true },
  { name: 'notifications', path: '/settings/notifications', act: makeNotificationRule, changes: true },
  { name: 'notifications-bell', path: '/dashboard', act: openBell, covered: true },
  {
    name: 'notifications-open',
    path: '/settings/notifications',
    act: openNotification,
    covered: true,
    changes: true,
  },
  { name: 'customers-make', path: '/customers', act: beginCustomer, covered: true },
  { name: 'customers', path: '/customers', act: makeCustomer, changes: true },
];

async function beginInvitation(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Invite a member' }).click();
  await page.getByRole('dialog').getByLabel('E-mail').fill('new.colleague@example.com');
}

async function changeNotice(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Change the notice' }).click();
  await page.getByRole('textbox').first().waitFor();
}

async function openMember(page: Page): Promise<void> {
  await page.getByRole('table', { name: 'Members' }).getByRole('button').first().click();
  await page.getByRole('dialog').getByText('Member since').waitFor();
}

/** What is begun there counts for nothing before it is confirmed. */
async function beginApp(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add an authenticator app' }).click();
  await page.getByRole('img', { name: /QR code/ }).waitFor();
}

async function openAuditEntry(page: Page): Promise<void> {
  await page.getByRole('table', { name: 'Entries' }).getByRole('button').first().click();
  await page.getByRole('dialog').getByRole('heading', { name: 'After' }).waitFor();
}

async function beginCustomer(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make an account' }).click();
  await page.getByRole('dialog').getByLabel('Name of the customer').fill('Harbour & Sons');
}

let customers = 0;

/** Another name each time, as the ones of before are there. */
async function makeCustomer(page: Page): Promise<void> {
  customers += 1;
  await beginCustomer(page);
  await page.getByRole('dialog').getByLabel('Name of the customer').fill(`Customer ${customers}`);
  await page.getByRole('dialog').getByRole('button', { name: 'Make the account' }).click();
  await page.getByRole('heading', { name: `Customer ${customers}` }).waitFor();
}

async function beginRole(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a custom role' }).click();
  await page.getByRole('dialog').getByLabel('Manage members').check();
}

async function beginNotificationRule(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a rule' }).click();
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Board under attack');
}

/** A rule with what became of a test: of this one, or of another of the last minute, after which there is none. */
async function makeNotificationRule(page: Page): Promise<void> {
  const name = `Board under attack ${new Date().toISOString().slice(11, 19)}`;
  await beginNotificationRule(page);
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Make the rule' }).click();
  await page.getByRole('button', { name: `Send a test of ${name}` }).click();
  await page
    .getByRole('table', { name: 'Deliveries' })
    .getByText(/^Board under attack/)
    .first()
    .waitFor();
}

/** The notification of a test, as a letter leads to it. */
async function openNotification(page: Page): Promise<void> {
  if ((await newestTest(page)) === null) await makeNotificationRule(page);
  await page.goto(`/?notification=${(await newestTest(page)) ?? ''}`);
  await page.getByRole('dialog').getByText('a test, nothing happened').waitFor();
}

async function newestTest(page: Page): Promise<string | null> {
  const answer = await page.evaluate(async () => (await fetch('/api/v1/notifications')).text());
  const { notifications } = notificationsSchema.parse(JSON.parse(answer));
  return notifications.find(({ isTest }) => isTest)?.id ?? null;
}

async function openBell(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Mark all as read' }).waitFor();
}
