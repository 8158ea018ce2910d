import { knownPermissions, type Permission } from '@/domain/permissions';
import { BUILT_IN_ROLES, builtInRole, builtInRolesAllowing, type Role } from '@/domain/roles';
import type { Transaction } from '@/server/data/database';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
}

function roleOf({ id, name, description, permissions }: RoleRow): Role {
  return { id, label: name, description, permissions: knownPermissions(permissions) };
}

/** A role by its id, of Parapet or of the account; null where there is none. */
export async function findRole(accountId: string, tx: Transaction, id: string): Promise<Role | null> {
  if (!UUID.test(id)) return builtInRole(id);
  const row = await tx.role.findUnique({ where: { accountId_id: { accountId, id } } });
  return row === null ? null : roleOf(row);
}

/** The custom roles of an account, by name. */
export async function listCustomRoles(accountId: string, tx: Transaction): Promise<Role[]> {
  const rows = await tx.role.findMany({ where: { accountId }, orderBy: { name: 'asc' } });
  return rows.map(roleOf);
}

/** All roles that members of an account may have: those of Parapet, then its own by name. */
export async function listRoles(accountId: string, tx: Transaction): Promise<Role[]> {
  return [...BUILT_IN_ROLES, ...(await listCustomRoles(accountId, tx))];
}

/** The ids of the roles that allow something. */
export async function rolesAllowing(
  accountId: string,
  tx: Transaction,
  permission: Permission,
): Promise<string[]> {
  const custom = await tx.role.findMany({
    where: { accountId, permissions: { has: permission } },
    select: { id: true },
  });
  return [...builtInRolesAllowing(permission), ...custom.map(({ id }) => id)];
}

/** Makes a custom role, or changes it. @throws Prisma's P2002 where another one has the name */
export async function putRole(
  accountId: string,
  tx: Transaction,
  role: { id: string; name: string; description: string; permissions: readonly Permission[]; at: number },
): Promise<void> {
  const { id, at, permissions, ...words } = role;
  const fields = { ...words, permissions: [...permissions], changedAt: new Date(at) };
  await tx.role.upsert({
    where: { accountId_id: { accountId, id } },
    create: { accountId, id, ...fields },
    update: fields,
  });
}

/** Removes a custom role. */
export async function deleteRole(accountId: string, tx: Transaction, id: string): Promise<void> {
  await tx.role.deleteMany({ where: { accountId, id } });
}

/** How many members have each role, switched-off ones among them. Those who were taken out do not count. */
export async function membersByRole(accountId: string, tx: Transaction): Promise<Map<string, number>> {
  const rows = await tx.membership.groupBy({
    by: ['role'],
    where: { accountId, endedAt: null },
    _count: { memberId: true },
  });
  return new Map(rows.map(({ role, _count }) => [role, _count.memberId]));
}

/** The roles that members of an account have who can sign in. */
export async function rolesInUse(accountId: string, tx: Transaction): Promise<Role[]> {
  const rows = await tx.$queryRaw<{ role: string }[]>`
    SELECT DISTINCT s."role" FROM "membership" s JOIN "member" m ON m."id" = s."memberId"
    WHERE s."accountId" = ${accountId}::uuid AND m."disabledAt" IS NULL
      AND s."disabledAt" IS NULL AND s."endedAt" IS NULL AND s."heldBackAt" IS NULL`;
  const held = new Set(rows.map(({ role }) => role));
  return (await listRoles(accountId, tx)).filter(({ id }) => held.has(id));
}
