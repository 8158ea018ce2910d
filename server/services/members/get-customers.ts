import { z } from 'zod';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import type { AccountId, MemberId } from '@/domain/identifiers';
import { lacking } from '@/domain/permissions';
import { BUILT_IN_ROLES, type Role } from '@/domain/roles';
import { type Customer, customerSchema, customersViewSchema } from '@/domain/views/customers';
import { kindSchema, outcomeSchema } from '@/domain/views/person';
import { countCampaigns } from '@/server/data/campaigns/campaigns';
import { enterAccount, type Transaction } from '@/server/data/database';
import { listEventRows } from '@/server/data/events/event-list';
import { owesSecondFactor } from '@/server/data/members/account-sign-in';
import { type CustomerRow, listCustomers, partnerOf, withholdsNames } from '@/server/data/members/accounts';
import { roleInAccount } from '@/server/data/members/members';
import { listMemberships } from '@/server/data/members/memberships';
import { findSession } from '@/server/data/members/sessions';
import { noticeAccepted } from '@/server/data/privacy/monitoring-notice';
import { revealedTo } from '@/server/data/privacy/name-reveals';
import { countBands } from '@/server/data/scoring/person-heat';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { actorMay } from '@/server/services/actor';
import { feedHealth } from '@/server/services/integrations/feed-health';
import { defineOperation } from '@/server/services/operation';
import { pseudonymKey, withholdNames } from '@/server/services/privacy/names-in-answers';
import type { Runtime } from '@/server/services/runtime';
import { mayGive } from './member-rights';

const NEWEST = 3;

/**
 * The accounts of customers with what the reader may see in each: an account is entered as its own member, with the role
 * there. Where the reader has none, could not go on from this session, or owes a second factor, its name alone is told.
 */
export const getCustomers = defineOperation({
  name: 'get-customers',
  http: { method: 'GET', path: '/api/v1/customers' },
  permission: 'customers:read',
  input: z.object({}),
  output: customersViewSchema,
  audit: { none: 'Reading the roll-up opens no record of a person.' },
  effect: 'read',
  async run({ actor, accountId, tx, runtime, now }) {
    const rows = await listCustomers(accountId, tx);
    const partner = await partnerOf(accountId, tx);
    const mayLetIn = actorMay(actor, 'customers:write') && partner === null;
    const members = mayLetIn ? await listMemberships(accountId, tx) : [];
    const customers: Customer[] = [];
    const member = actor.kind === 'member' ? actor : null;
    const session = member === null ? null : await findSession(tx, member.sessionId);
    // A session that an account's provider began stays in that account.
    const memberId = session?.boundToAccount === true ? null : (member?.memberId ?? null);
    for (const row of rows) customers.push(await presentCustomer(tx, row, memberId, { runtime, now }));
    return {
      at: new Date(now).toISOString(),
      customers,
      cannot:
        partner === null ? null : `${partner.name} looks after this account, so it has no customers itself.`,
      members: members
        .filter(({ disabled }) => !disabled)
        .map(({ memberId, name }) => ({ id: memberId, name })),
      roles: mayLetIn
        ? BUILT_IN_ROLES.filter(({ permissions }) => lacking(mayGive(actor), permissions).length === 0).map(
            ({ id, label, description }) => ({ id, label, description }),
          )
        : [],
    };
  },
});

async function presentCustomer(
  tx: Transaction,
  { id, name, createdAt }: CustomerRow,
  memberId: MemberId | null,
  { runtime, now }: { runtime: Runtime; now: number },
): Promise<Customer> {
  await enterAccount(tx, id);
  const shut = memberId === null || (await owesSecondFactor(id, tx, memberId, now));
  const role = shut ? null : await roleInAccount(id, tx, memberId);
  const pending = role !== null && !(await noticeAccepted(id, tx));
  return {
    ...{ id, name, since: createdAt.toISOString(), role: role?.label ?? null },
    noticePending: pending,
    people:
      role?.permissions.includes('people:read') === true && !pending
        ? await peopleShown(tx, id, role, memberId, { runtime, now })
        : null,
    feeds: allows(role, 'integrations:read') ? (await feedHealth(id, tx, runtime, now)).integrations : null,
  };
}

function allows(role: Role | null, permission: 'people:read' | 'integrations:read'): boolean {
  return role?.permissions.includes(permission) === true;
}

/** The same with names withheld where that account withholds them from the role there. */
async function peopleShown(
  tx: Transaction,
  accountId: AccountId,
  { permissions }: Role,
  memberId: MemberId | null,
  { runtime, now }: { runtime: Runtime; now: number },
): Promise<Customer['people']> {
  const people = await peopleOf(tx, accountId, now);
  if (permissions.includes('people:names') || !(await withholdsNames(accountId, tx))) return people;
  const mayReveal = memberId !== null && permissions.includes('people:reveal');
  const revealed = mayReveal ? await revealedTo(accountId, tx, memberId, now) : new Set<string>();
  const key = pseudonymKey(runtime);
  return withholdNames(accountId, tx, { key, revealed }, customerSchema.shape.people, people);
}

async function peopleOf(tx: Transaction, accountId: string, now: number): Promise<Customer['people']> {
  const { number, policy } = await currentPolicy(accountId, tx);
  const { bands, total } = await countBands(accountId, tx, number, policy, now);
  const newest = await listEventRows(accountId, tx, { disposition: 'counted' }, null, NEWEST);
  return {
    total,
    bands,
    openCampaigns: (await countCampaigns(accountId, tx)).open,
    events: newest.map((event) => ({
      id: event.id,
      label: EVENT_CATALOGUE[kindSchema.parse(event.kind)].label,
      person: { id: event.personId, name: event.personName },
      occurredAt: event.occurredAt.toISOString(),
      outcome: outcomeSchema.parse(event.outcome),
    })),
  };
}
