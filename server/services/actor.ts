import type { AccountId, MemberId } from '@/domain/identifiers';
import { type Permission, showsPeople } from '@/domain/permissions';

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
      /** Whether they are shown who people are. Where the account withholds names, that takes `people:names`. */
      readonly seesNames: boolean;
      readonly sessionId: string;
      /** The password was made by Parapet: until the member chooses an own one, little else is allowed. */
      readonly mustChoosePassword: boolean;
      /** Whether the account's notice on monitoring is accepted: until then nobody is shown. */
      readonly noticeAccepted: boolean;
      /** The account asks a second factor of everybody and they have none: until they add one, little else is allowed. */
      readonly mustAddSecondFactor: boolean;
      /** When the member last proved who they are in this session, in epoch milliseconds; null where that is not known. */
      readonly provenAt: number | null;
      /**
       * The same of a proof by everything that their own sign-in asks for: the password, and where they have a second factor that
       * too. What the account's provider says is none.
       */
      readonly fullyProvenAt: number | null;
      readonly address: string | null;
    }
  | {
      /** A program with an API token: it may what the token allows and its member may at this moment, and no more. */
      readonly kind: 'token';
      readonly tokenId: string;
      readonly memberId: MemberId;
      /** As in `token “Nightly export” of Ada Byron`. */
      readonly name: string;
      readonly accountId: AccountId;
      readonly role: string;
      readonly permissions: readonly Permission[];
      /** As for a member; a token that was made without `people:names` is not shown names either. */
      readonly seesNames: boolean;
      /** When the token ends, in epoch milliseconds. */
      readonly expiresAt: number;
      readonly noticeAccepted: boolean;
      readonly address: string | null;
    }
  | { readonly kind: 'system'; readonly name: string; readonly accountId: AccountId }
  | { readonly kind: 'anonymous'; readonly address: string | null };

/** Whether somebody may do this now: background work may do everything, who has not signed in nothing. */
export function actorMay(actor: Actor, permission: Permission): boolean {
  if (!isOfMember(actor)) return actor.kind === 'system';
  return actor.permissions.includes(permission) && !waitsForNotice(actor, permission);
}

/** Whether it is the account's notice on monitoring, not accepted yet, that keeps a member or their program from this. */
export function waitsForNotice(
  actor: Extract<Actor, { memberId: MemberId }>,
  permission: Permission,
): boolean {
  return !actor.noticeAccepted && actor.permissions.includes(permission) && showsPeople(permission);
}

/** Somebody who signed in, or a program of theirs. */
export function isOfMember(actor: Actor): actor is Extract<Actor, { memberId: MemberId }> {
  return actor.kind === 'member' || actor.kind === 'token';
}

/** Whose doing it is: a token acts for the member who made it. Null for background work and strangers. */
export function memberIdOf(actor: Actor): MemberId | null {
  return isOfMember(actor) ? actor.memberId : null;
}

/** What to write down of who did something. */
export function nameOf(actor: Actor): string {
  return actor.kind === 'anonymous' ? 'nobody' : actor.name;
}

/** Whether names are withheld from somebody: never from background work. */
export function areNamesWithheldFrom(actor: Actor): boolean {
  return isOfMember(actor) && !actor.seesNames;
}
