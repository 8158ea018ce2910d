import type { AccountId, MemberId } from '@/domain/identifiers';
import type { Permission } from '@/domain/permissions';

/** Who acts. Background work has a name too: it stands in the audit log. */
export type Actor =
  | {
      readonly kind: 'member';
      readonly memberId: MemberId;
      readonly name: string;
      readonly accountId: AccountId;
      /** The id of the role, and what it allows at this moment. */
      readonly role: string;
      readonly permissions: readonly Permission[];
      readonly sessionId: string;
      /** The password was made by Parapet: until the member chooses an own one, little else is allowed. */
      readonly mustChoosePassword: boolean;
      readonly address: string | null;
    }
  | { readonly kind: 'system'; readonly name: string; readonly accountId: AccountId }
  | { readonly kind: 'anonymous'; readonly address: string | null };

/** Whether somebody may do this: background work may do everything, who has not signed in nothing. */
export function actorMay(actor: Actor, permission: Permission): boolean {
  return actor.kind === 'system' || (actor.kind === 'member' && actor.permissions.includes(permission));
}
