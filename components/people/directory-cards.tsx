'use client';

import { AllowedLink } from '@/components/ui/allowed-link';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { EmptyState } from '@/components/ui/states';
import type { PersonDirectory } from '@/domain/views/directory';
import type { Profile } from '@/domain/views/person';
import { useZone } from '@/lib/clock';
import { directoryLooks, statusLook } from '@/lib/directory-words';
import { formatDate } from '@/lib/format/moment';
import styles from './directory.module.css';
import people from './people.module.css';

/** What is to be said of a person's place in the directory, as chips; nothing where all is as it should be. */
export function DirectoryChips({ directory }: { directory: Profile['person']['directory'] }) {
  const zone = useZone();
  const left = directory.leftAt === null ? null : formatDate(Date.parse(directory.leftAt), zone);
  return directoryLooks(directory, left).map(({ word, tone }) => (
    <Chip key={word} tone={tone}>
      {word}
    </Chip>
  ));
}

/** Where the directory places this person: status, enrolment, since when, and by which authenticators. */
export function DirectoryCard({ profile }: { profile: Profile }) {
  const { person, directory } = profile;
  const { standing } = person.directory;
  if (standing === 'not_swept' || standing === 'absent') {
    return (
      <Card title="Directory">
        <EmptyState title={standing === 'absent' ? 'Not in the directory.' : 'No directory was read yet.'}>
          {standing === 'absent'
            ? `Records name ${person.username}, but no user of the directory has that name. A mistyped name, a removed user and a guess of an attacker look the same here.`
            : 'Status, enrolment, groups and devices appear here once the Directory stream of an integration was read. Switch it on under Integrations; the application needs the permission to read resources.'}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card title="Directory">
      <dl className={styles.facts}>
        <dt>Status</dt>
        <dd className={styles.chips}>
          {person.directory.status === null ? 'not known' : <StatusChip status={person.directory.status} />}
          <DirectoryChips directory={{ ...person.directory, status: null }} />
        </dd>
        <dt>Enrolment</dt>
        <dd>{enrolmentWord(person.directory.enrolled)}</dd>
        <dt>{profile.asOf === null ? 'Last sign-in it knows' : 'Last sign-in it knows, now'}</dt>
        <dd>
          {directory.lastLoginAt === null ? 'none' : <Moment at={directory.lastLoginAt} as="relative" />}
        </dd>
        <dt>In the directory since</dt>
        <dd>
          {directory.inDirectorySince === null ? (
            'not known'
          ) : (
            <Moment at={directory.inDirectorySince} as="day" />
          )}
        </dd>
        <dt>{profile.asOf === null ? 'Authenticators' : 'Authenticators, now'}</dt>
        <dd>{authenticatorWords(directory)}</dd>
        {directory.users.length > 1 && (
          <>
            <dt>Users</dt>
            <dd>
              {directory.users.map((user, index) => (
                <div key={`${user.integration.id} ${user.username} ${index}`}>
                  {user.username} in {user.integration.name}:{' '}
                  {user.goneAt === null ? statusLook(user.status).word.toLowerCase() : 'gone'}
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
    </Card>
  );
}

function StatusChip({ status }: { status: string }) {
  const { word, tone } = statusLook(status);
  return <Chip tone={tone}>{word}</Chip>;
}

function enrolmentWord(enrolled: boolean | null): string {
  if (enrolled === null) return 'not known';
  return enrolled ? 'Enrolled' : 'Not enrolled: signs in without a second factor, or not at all';
}

const KINDS = {
  token: ['hardware token', 'hardware tokens'],
  u2f: ['U2F key', 'U2F keys'],
  webauthn: ['WebAuthn key', 'WebAuthn keys'],
} as const;

function authenticatorWords({ users, phones }: PersonDirectory): string {
  const all = users.filter((user) => user.goneAt === null).flatMap((user) => user.authenticators);
  const counted = (['webauthn', 'u2f', 'token'] as const).flatMap((kind) => {
    const count = all.filter((authenticator) => authenticator.kind === kind).length;
    return count === 0 ? [] : [`${count} ${KINDS[kind][count === 1 ? 0 : 1]}`];
  });
  const words = [
    ...(phones.length === 0 ? [] : [`${phones.length} ${phones.length === 1 ? 'phone' : 'phones'}`]),
    ...counted,
  ];
  return words.length === 0 ? 'none' : words.join(', ');
}

/** What changed in the directory, newest first. */
export function DirectoryHistory({ changes }: { changes: PersonDirectory['changes'] }) {
  return (
    <Card title="Directory history" note="newest first">
      {changes.length === 0 ? (
        <EmptyState title="Nothing has changed since the directory was first read.">
          New names and addresses, status, enrolment, groups, phones that come and go, and leaving the
          directory are kept here.
        </EmptyState>
      ) : (
        <ul className={styles.lines}>
          {changes.map((change) => (
            <li key={change.id} className={styles.line}>
              <span className={styles.when}>
                <Moment at={change.at} seconds={false} />
              </span>
              <span className={styles.what}>{change.sentence}</span>
              <span className={styles.where}>
                <AllowedLink
                  needs="integrations:read"
                  className={people.link}
                  href={`/integrations/${change.integration.id}`}
                >
                  {change.integration.name}
                </AllowedLink>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
