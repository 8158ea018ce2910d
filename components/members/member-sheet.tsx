'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { Moment } from '@/components/ui/moment';
import { Sheet } from '@/components/ui/sheet';
import type { MembersView, MemberView } from '@/domain/views/members';
import { sentenceOf } from '@/lib/api/problem';
import { formatCountOf } from '@/lib/format/number';
import {
  useEndMemberSessions,
  usePasswordLink,
  useResetSecondFactor,
  useSetAccess,
  useSetRole,
} from '@/lib/queries/members';
import { AccessEndings } from './access-endings';
import { RoleSelect } from './invite-sheet';
import { MadeLinkNote } from './made-link';
import styles from './members.module.css';
import { SignOnPart } from './sign-on-part';

/** One member, and everything that can be changed of them. */
export function MemberSheet({
  member,
  roles,
  onClose,
}: {
  member: MemberView | null;
  roles: MembersView['roles'];
  onClose: () => void;
}) {
  return (
    <Sheet open={member !== null} onClose={onClose} title={member?.name ?? ''} side="right">
      {member !== null && (
        <div className={styles.form}>
          <dl className={styles.facts}>
            <Fact label="E-mail">{member.email}</Fact>
            <Fact label="Role">{member.role.label}</Fact>
            <Fact label="Member since">
              <Moment at={member.joinedAt} />
            </Fact>
          </dl>
          {member.fixed === null ? (
            <>
              <RolePart key={member.role.id} member={member} roles={roles} />
              <SessionsPart member={member} />
              {member.secondFactor !== 'off' && !member.isYou && <SecondFactorPart member={member} />}
              {member.identities > 0 && !member.isYou && <SignOnPart member={member} />}
              {member.mayHaveLink && <PasswordPart member={member} />}
              {!member.isYou && <AccessPart member={member} onRemoved={onClose} />}
            </>
          ) : (
            <p className={styles.note}>{member.fixed}</p>
          )}
        </div>
      )}
    </Sheet>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function RolePart({ member, roles }: { member: MemberView; roles: MembersView['roles'] }) {
  const [role, setRole] = useState(member.role.id);
  const set = useSetRole(member.id);
  const choices = roles.some(({ id }) => id === member.role.id)
    ? roles
    : [{ ...member.role, description: '' }, ...roles];
  return (
    <section className={styles.part} aria-label="Role">
      <RoleSelect
        roles={choices}
        value={role}
        error={set.error === null ? null : sentenceOf(set.error)}
        onChange={setRole}
      />
      <div className={styles.row}>
        <Button disabled={role === member.role.id} loading={set.isPending} onClick={() => set.mutate(role)}>
          Give this role
        </Button>
      </div>
    </section>
  );
}

function PasswordPart({ member }: { member: MemberView }) {
  const make = usePasswordLink(member.id);
  return (
    <section className={styles.part} aria-label="Password">
      {make.data === undefined ? (
        <>
          <p className={styles.note}>
            For somebody who cannot sign in: a link with which {member.name} chooses a new password. Their
            sessions end when they do.
          </p>
          <div className={styles.row}>
            <Button variant="default" loading={make.isPending} onClick={() => make.mutate(undefined)}>
              Make a link for a new password
            </Button>
          </div>
          <Fault error={make.error} />
        </>
      ) : (
        <MadeLinkNote made={make.data} who={member.name} />
      )}
    </section>
  );
}

function SessionsPart({ member }: { member: MemberView }) {
  const end = useEndMemberSessions(member.id);
  return (
    <section className={styles.part} aria-label="Sessions">
      <p className={styles.note}>Ends what {member.name} has open in this account, on every device.</p>
      <div className={styles.row}>
        <Button variant="default" loading={end.isPending} onClick={() => end.mutate(undefined)}>
          Sign out everywhere
        </Button>
      </div>
      {end.data !== undefined && (
        <p className={styles.note} role="status">
          {end.data.sessionsEnded === 0
            ? `${member.name} was not signed in.`
            : `${member.name} has to sign in again: ${formatCountOf(end.data.sessionsEnded, 'session', 'sessions')} ended.`}
        </p>
      )}
      <Fault error={end.error} />
    </section>
  );
}

function SecondFactorPart({ member }: { member: MemberView }) {
  const reset = useResetSecondFactor(member.id);
  const [asking, setAsking] = useState(false);
  return (
    <section className={styles.part} aria-label="Second factor">
      <p className={styles.note}>
        {member.secondFactor === 'blocked'
          ? `The passkey of ${member.name} is blocked, as it may have been copied. Without a recovery code they cannot sign in. Ask them how that can be, then reset it: the password alone lets them in, until they add another. Their sessions end.`
          : `For somebody who lost their telephone and their recovery codes: the password alone lets ${member.name} in, until they add another. Their sessions end.`}
      </p>
      <div className={styles.row}>
        {asking ? (
          <>
            <Button color="red" autoFocus loading={reset.isPending} onClick={() => reset.mutate(undefined)}>
              Reset it
            </Button>
            <Button variant="default" onClick={() => setAsking(false)}>
              Cancel
            </Button>
          </>
        ) : (
          <Button variant="default" onClick={() => setAsking(true)}>
            Reset the second factor
          </Button>
        )}
      </div>
      <Fault error={reset.error} />
    </section>
  );
}

function AccessPart({ member, onRemoved }: { member: MemberView; onRemoved: () => void }) {
  const set = useSetAccess(member.id);
  const [asking, setAsking] = useState<'off' | 'removed' | null>(null);
  const stop = () => setAsking(null);
  if (asking !== null) {
    return (
      <section className={styles.part} aria-label="Access">
        <p>
          {asking === 'off'
            ? `${member.name} can no longer sign in to this account until access is switched on again.`
            : `${member.name} can no longer sign in to this account. What they decided and wrote stays, with their name.`}{' '}
        </p>
        <AccessEndings member={member} />
        <div className={styles.row}>
          <Button
            color="red"
            loading={set.isPending}
            onClick={() => set.mutate(asking, { onSuccess: asking === 'off' ? stop : onRemoved })}
          >
            {asking === 'off' ? 'Switch it off' : `Take ${member.name} out`}
          </Button>
          <Button variant="default" autoFocus onClick={stop}>
            Cancel
          </Button>
        </div>
        <Fault error={set.error} />
      </section>
    );
  }
  return (
    <section className={styles.part} aria-label="Access">
      <div className={styles.row}>
        {member.state === 'off' ? (
          <Button variant="default" loading={set.isPending} onClick={() => set.mutate('on')}>
            Switch access on
          </Button>
        ) : (
          <Button variant="default" onClick={() => setAsking('off')}>
            Switch access off
          </Button>
        )}
        <Button variant="default" onClick={() => setAsking('removed')}>
          Take out of this account
        </Button>
      </div>
      <Fault error={set.error} />
    </section>
  );
}

function Fault({ error }: { error: Error | null }) {
  if (error === null) return null;
  return (
    <p className={styles.error} role="alert">
      {sentenceOf(error)}
    </p>
  );
}
