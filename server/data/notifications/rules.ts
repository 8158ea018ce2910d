import { z } from 'zod';
import {
  aboutSchema,
  paceSchema,
  receiversSchema,
  type RuleParts,
  triggerSchema,
} from '@/domain/notifications/rule';
import type { TriggerKind } from '@/domain/notifications/terms';
import type { Transaction } from '@/server/data/database';

const partsSchema = z.object({
  trigger: triggerSchema,
  about: aboutSchema,
  receivers: receiversSchema,
  pace: paceSchema,
});

/** A notification rule as it is stored. */
export interface StoredRule extends RuleParts {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly changedAt: Date;
  readonly changedByName: string;
}

/** Keeps every other member from changing notification rules until this transaction ends. */
export async function holdRules(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('notification-rules:' || ${accountId}, 0))`;
}

function ruleOf(row: {
  id: string;
  name: string;
  enabled: boolean;
  changedAt: Date;
  changedByName: string;
  trigger: unknown;
  about: unknown;
  receivers: unknown;
  pace: unknown;
}): StoredRule {
  const { id, name, enabled, changedAt, changedByName } = row;
  return { id, name, enabled, changedAt, changedByName, ...partsSchema.parse(row) };
}

/** Every rule of an account, by name. */
export async function listRules(accountId: string, tx: Transaction): Promise<StoredRule[]> {
  const rows = await tx.notificationRule.findMany({ where: { accountId }, orderBy: { nameKey: 'asc' } });
  return rows.map(ruleOf);
}

/** The rules that are on and wait for one of these. */
export async function rulesOn(
  accountId: string,
  tx: Transaction,
  kinds: readonly TriggerKind[],
): Promise<StoredRule[]> {
  const rows = await tx.notificationRule.findMany({
    where: {
      accountId,
      enabled: true,
      OR: kinds.map((kind) => ({ trigger: { path: ['on'], equals: kind } })),
    },
    orderBy: { id: 'asc' },
  });
  return rows.map(ruleOf);
}

/** One rule; null where there is none. */
export async function findRule(accountId: string, tx: Transaction, id: string): Promise<StoredRule | null> {
  const row = await tx.notificationRule.findUnique({ where: { accountId_id: { accountId, id } } });
  return row === null ? null : ruleOf(row);
}

/** The rule of a name, whatever its case; null where there is none. */
export async function ruleNamed(
  accountId: string,
  tx: Transaction,
  name: string,
): Promise<{ readonly id: string; readonly name: string } | null> {
  return tx.notificationRule.findUnique({
    where: { accountId_nameKey: { accountId, nameKey: name.toLowerCase() } },
    select: { id: true, name: true },
  });
}

/** The names of the rules that are about a watchlist, by name. */
export async function rulesAboutWatchlist(
  accountId: string,
  tx: Transaction,
  watchlistId: string,
): Promise<string[]> {
  const rows = await tx.notificationRule.findMany({
    where: { accountId, about: { path: ['watchlists'], array_contains: [watchlistId] } },
    select: { name: true },
    orderBy: { nameKey: 'asc' },
  });
  return rows.map(({ name }) => name);
}

/** How many rules are about each watchlist, by its id. */
export async function countRulesByWatchlist(
  accountId: string,
  tx: Transaction,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { about } of await listRules(accountId, tx))
    if (about.who === 'some')
      for (const id of new Set(about.watchlists)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** Makes a rule, which is on, or changes what one says. */
export async function putRule(
  accountId: string,
  tx: Transaction,
  rule: RuleParts & { readonly id: string; readonly name: string },
  by: { readonly at: number; readonly name: string },
): Promise<void> {
  const { id, name, trigger, about, receivers, pace } = rule;
  const fields = { name, nameKey: name.toLowerCase(), trigger, about, receivers, pace };
  const changed = { changedAt: new Date(by.at), changedByName: by.name };
  await tx.notificationRule.upsert({
    where: { accountId_id: { accountId, id } },
    create: {
      ...{ accountId, id, enabled: true, createdAt: new Date(by.at), createdByName: by.name },
      ...fields,
      ...changed,
    },
    update: { ...fields, ...changed },
  });
}

/** Switches a rule on or off. */
export async function switchRuleRow(
  accountId: string,
  tx: Transaction,
  id: string,
  enabled: boolean,
  by: { readonly at: number; readonly name: string },
): Promise<void> {
  await tx.notificationRule.update({
    where: { accountId_id: { accountId, id } },
    data: { enabled, changedAt: new Date(by.at), changedByName: by.name },
  });
}

/** Removes a rule. What it told stays. */
export async function removeRule(accountId: string, tx: Transaction, id: string): Promise<void> {
  await tx.notificationRule.delete({ where: { accountId_id: { accountId, id } } });
}
