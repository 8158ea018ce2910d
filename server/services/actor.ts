import type { AccountId, MemberId } from '@/domain/identifiers';
import type { Role } from '@/domain/permissions';

/** Who acts. Background work has a name too: it stands in the audit log. */
export type Actor =
  | {
      readonly kind: 'member';
      readonly memberId: MemberId;
      readonly name: string;
      readonly accountId: AccountId;
      readonly role: Role;
      readonly sessionId: string;
      /** The password was made by Parapet: until the member chooses an own one, little else is allowed. */
      readonly mustChoosePassword: boolean;
      readonly address: string | null;
    }
  | { readonly kind: 'system'; readonly name: string; readonly accountId: AccountId }
  | { readonly kind: 'anonymous'; readonly address: string | null };
