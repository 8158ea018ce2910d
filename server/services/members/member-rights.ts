import { ALL_PERMISSIONS, lacking, type Permission, PERMISSIONS } from '@/domain/permissions';
import { Refusal } from '@/domain/refusal';
import type { Role } from '@/domain/roles';
import type { Transaction } from '@/server/data/database';
import { listMemberships, type MembershipRow } from '@/server/data/members/memberships';
import { findRole } from '@/server/data/members/roles';
import { type Actor, isOfMember } from '@/server/services/actor';

/** What somebody may hand on: what they may do themselves. */
export function mayGive(actor: Actor): readonly Permission[] {
  if (actor.kind === 'system') return ALL_PERMISSIONS;
  return isOfMember(actor) ? actor.permissions : [];
}

/** @throws Refusal conflict where permissions are given that the giver does not have */
export function refuseGivingMore(actor: Actor, field: string, permissions: readonly Permission[]): void {
  const more = lacking(mayGive(actor), permissions);
  if (more.length === 0) return;
  throw Refusal.conflict(
    field,
    `${field}: you cannot give what you may not do yourself: ${more.map((one) => `“${PERMISSIONS[one]}”`).join(', ')}.`,
  );
}

/**
 * Whether somebody may give today what they gave at an instant: they have belonged to the account ever since, have access,
 * manage its members, and may do all that it allows.
 */
export function mayStillGive(
  giver: MembershipRow,
  { held, given, since }: { readonly held: Role | null; readonly given: Role | null; readonly since: Date },
): boolean {
  if (giver.disabled || giver.createdAt > since || held === null) return false;
  return lacking(held.permissions, ['members:write', ...(given?.permissions ?? [])]).length === 0;
}

/** The role with this id. @throws Refusal invalid_input where there is none */
export async function roleOrRefuse(accountId: string, tx: Transaction, id: string): Promise<Role> {
  const role = await findRole(accountId, tx, id);
  if (role === null) throw Refusal.invalid('role', 'role: choose one of the roles of this account.');
  return role;
}

/**
 * The member whom the actor is about to change. Nobody changes themselves by mistake, or somebody who may do more.
 * @throws Refusal not_found, or conflict with the reason
 */
export async function changeableMember(
  accountId: string,
  tx: Transaction,
  actor: Actor,
  memberId: string,
): Promise<MembershipRow & { readonly held: Role | null }> {
  const [member] = await listMemberships(accountId, tx, memberId);
  if (member === undefined) throw Refusal.notFound('member');
  const held = await findRole(accountId, tx, member.role);
  refuseChangingMore(actor, member.name, held, 'id');
  return { ...member, held };
}

/** @throws Refusal conflict where somebody's role allows more than the actor's: theirs is not the actor's to change */
export function refuseChangingMore(actor: Actor, name: string, held: Role | null, field: string): void {
  const more = mayDoMore(actor, name, held, field);
  if (more !== null) throw more;
}

/** What is answered where somebody's role allows more than the actor's; null where it does not. */
export function mayDoMore(actor: Actor, name: string, held: Role | null, field: string): Refusal | null {
  if (lacking(mayGive(actor), held?.permissions ?? []).length === 0) return null;
  return Refusal.conflict(
    field,
    `${name} may do more than you. Ask somebody whose role allows as much as theirs.`,
  );
}

/** Whether somebody belongs to the account by themselves, and was not let in by its partner. */
export async function isOfAccountItself(
  accountId: string,
  tx: Transaction,
  memberId: string,
): Promise<boolean> {
  return (await listMemberships(accountId, tx, memberId))[0]?.throughId === null;
}
