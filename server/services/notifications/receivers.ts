import type { Channel, DeliveryReason } from '@/domain/notifications/delivery';
import { PERMISSION_OF_KIND, type TriggerKind } from '@/domain/notifications/terms';
import { showsPeople } from '@/domain/permissions';
import type { Transaction } from '@/server/data/database';
import { membersOwingSecondFactor } from '@/server/data/members/account-sign-in';
import { withholdsNames } from '@/server/data/members/accounts';
import { listMemberships } from '@/server/data/members/memberships';
import { listRoles } from '@/server/data/members/roles';
import { noticeAccepted } from '@/server/data/privacy/monitoring-notice';

/** A member as somebody who may be told. */
export interface Receiver {
  readonly memberId: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  /** Whether their access is switched off. */
  readonly off: boolean;
  /** Whether they are shown who people are. */
  readonly seesNames: boolean;
  /** Why they are told nothing of a kind by a channel at this moment; null where they are told. */
  readonly keptFrom: (kind: TriggerKind, channel: Channel) => DeliveryReason | null;
}

/**
 * The members of an account as receivers, by their ids: what each may be told is asked anew for every notification. What is told in
 * Parapet is read behind the sign-in; a letter is read by whoever has the mailbox, so none goes to who may do nothing yet.
 */
export async function receiversOf(
  accountId: string,
  tx: Transaction,
  now: number,
): Promise<ReadonlyMap<string, Receiver>> {
  const roles = new Map((await listRoles(accountId, tx)).map((role) => [role.id, role]));
  const isAccepted = await noticeAccepted(accountId, tx);
  const owing = await membersOwingSecondFactor(accountId, tx, now);
  const withholds = await withholdsNames(accountId, tx);
  const receivers = (await listMemberships(accountId, tx)).map(
    ({ memberId, name, email, role: roleId, disabled, passwordOneTime }): Receiver => {
      const role = roles.get(roleId);
      const permissions = role?.permissions ?? [];
      return {
        ...{ memberId, name, email, off: disabled, role: role?.label ?? 'a role that is gone' },
        seesNames: !withholds || permissions.includes('people:names'),
        keptFrom: (kind, channel) => {
          const needed = PERMISSION_OF_KIND[kind];
          if (disabled) return 'member_off';
          if (!permissions.includes(needed)) return 'not_allowed';
          if (showsPeople(needed) && !isAccepted) return 'notice_pending';
          if (channel === 'product') return null;
          if (passwordOneTime) return 'password_to_choose';
          return owing.has(memberId) ? 'second_factor_to_add' : null;
        },
      };
    },
  );
  return new Map(receivers.map((receiver) => [receiver.memberId, receiver]));
}

/** Why a member is told nothing of a kind by a channel; who is no longer one is gone. */
export function keptFrom(
  receiver: Receiver | undefined,
  kind: TriggerKind,
  channel: Channel,
): DeliveryReason | null {
  return receiver === undefined ? 'member_gone' : receiver.keptFrom(kind, channel);
}
