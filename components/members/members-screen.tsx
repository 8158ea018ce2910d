'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { NotInList } from '@/components/ui/not-in-list';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { MembersView, MemberView } from '@/domain/views/members';
import { sentenceOf } from '@/lib/api/problem';
import { useNow } from '@/lib/clock';
import { formatCountOf } from '@/lib/format/number';
import { membersQuery, useWithdrawInvitation } from '@/lib/queries/members';
import { useSelected } from '@/lib/use-selected';
import { InviteSheet } from './invite-sheet';
import { MemberSheet } from './member-sheet';
import { ListPageBones } from '@/components/ui/skeleton';
import { SecondFactorRule } from './second-factor-rule';
import styles from './members.module.css';

/** Who may sign in to this account, with which role; who is invited. */
export function MembersScreen() {
  const { data, error, refetch } = useQuery(membersQuery());
  const [inviting, setInviting] = useState(false);
  const selected = useSelected(data?.members);
  if (data === undefined && error === null) return <ListPageBones />;
  return (
    <>
      <PageHead
        title="Members"
        note="Who may sign in to this account, and what their role lets them do. A change is felt at once."
        actions={
          data !== undefined &&
          data.roles.length > 0 && <Button onClick={() => setInviting(true)}>Invite a member</Button>
        }
      />
      {data === undefined ? (
        <FailedState what="The members could not be read." error={error} retry={() => void refetch()} />
      ) : (
        <div className={styles.stack}>
          <Card title="Members" note={formatCountOf(data.members.length, 'member', 'members')}>
            <MembersTable members={data.members} onChoose={selected.select} />
          </Card>
          <SecondFactorRule
            members={data.members}
            neededFrom={data.secondFactorFrom}
            mayChange={data.roles.length > 0}
          />
          <Invitations invitations={data.invitations} mayWithdraw={data.roles.length > 0} />
          <InviteSheet open={inviting} roles={data.roles} onClose={() => setInviting(false)} />
          <MemberSheet member={inviting ? null : selected.item} roles={data.roles} onClose={selected.close} />
          <NotInList what="member" open={selected.isMissing && !inviting} onClose={selected.close} />
        </div>
      )}
    </>
  );
}

function MembersTable({
  members,
  onChoose,
}: {
  members: readonly MemberView[];
  onChoose: (id: string) => void;
}) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Members">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Access</th>
            <th scope="col">Last here</th>
            <th scope="col">Member since</th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <tr key={member.id} data-opens>
              <th scope="row" data-lead>
                <button
                  type="button"
                  className={table.opener}
                  aria-haspopup="dialog"
                  data-row
                  onClick={() => onChoose(member.id)}
                >
                  {member.name}
                  {member.isYou && <span className={table.soft}> (you)</span>}
                </button>
                <span className={table.sub}>{member.email}</span>
              </th>
              <td data-label="Role">{member.role.label}</td>
              <td data-label="Access">
                <AccessChip state={member.state} />
                {member.secondFactor === 'on' && <span className={table.sub}>second factor</span>}
                {member.secondFactor === 'blocked' && (
                  <span className={table.sub}>second factor blocked: it may have been copied</span>
                )}
              </td>
              <td data-label="Last here" className={table.soft}>
                <LastHere member={member} />
              </td>
              <td data-label="Member since" className={table.soft}>
                <Moment at={member.joinedAt} as="day" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const JUST_JOINED_MS = 10 * 60_000;

/** Sessions are kept for a while only; that of who joins begins a moment after they do. */
function LastHere({ member: { lastSeenAt, joinedAt } }: { member: MemberView }) {
  const now = useNow();
  if (lastSeenAt !== null) return <Moment at={lastSeenAt} as="relative" />;
  return now - Date.parse(joinedAt) < JUST_JOINED_MS ? 'joined just now' : 'not lately';
}

export function AccessChip({ state }: { state: MemberView['state'] }) {
  if (state === 'active') return <Chip tone="good">On</Chip>;
  if (state === 'off') return <Chip tone="quiet">Off</Chip>;
  return <Chip tone="warn">Has to choose a password</Chip>;
}

function Invitations({
  invitations,
  mayWithdraw,
}: {
  invitations: MembersView['invitations'];
  mayWithdraw: boolean;
}) {
  return (
    <Card title="Invitations" note="each link works once, for seven days">
      {invitations.length === 0 ? (
        <EmptyState title="No invitation is open." centred>
          Invite somebody above: what they have not accepted yet is listed here, and can be withdrawn.
        </EmptyState>
      ) : (
        <div className={table.scroll}>
          <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Invitations">
            <thead>
              <tr>
                <th scope="col">E-mail</th>
                <th scope="col">Role</th>
                <th scope="col">Invited by</th>
                <th scope="col">Good until</th>
                <th scope="col">
                  <span className="visually-hidden">Withdraw</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {invitations.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} mayWithdraw={mayWithdraw} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function InvitationRow({
  invitation: { id, email, role, madeBy, madeAt, expiresAt, expired, outlived },
  mayWithdraw,
}: {
  invitation: MembersView['invitations'][number];
  mayWithdraw: boolean;
}) {
  const withdraw = useWithdrawInvitation(id);
  return (
    <tr>
      <th scope="row" data-lead>
        {email}
        {withdraw.error !== null && (
          <span className={styles.error} role="alert">
            {sentenceOf(withdraw.error)}
          </span>
        )}
      </th>
      <td data-label="Role">{role}</td>
      <td data-label="Invited by">
        {madeBy}
        <span className={table.sub}>
          <Moment at={madeAt} as="relative" />
        </span>
      </td>
      <td data-label="Good until">
        {expired ? <Chip tone="warn">Too old</Chip> : <Moment at={expiresAt} />}
        {outlived && (
          <span className={table.sub}>
            Does not work: whoever made it may not give this role any more. Invite them anew.
          </span>
        )}
      </td>
      <td data-empty={!mayWithdraw || undefined}>
        {mayWithdraw && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Withdraw the invitation of ${email}`}
            loading={withdraw.isPending}
            onClick={() => withdraw.mutate(undefined)}
          >
            Withdraw
          </Button>
        )}
      </td>
    </tr>
  );
}
