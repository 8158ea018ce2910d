'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Copied } from '@/components/ui/copied';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { FailedState } from '@/components/ui/states';
import { YourSignInBones } from '@/components/your-sign-in/your-sign-in-bones';
import styles from '@/components/members/members.module.css';
import type { SingleSignOn } from '@/domain/views/single-sign-on';
import { sentenceOf } from '@/lib/api/problem';
import { formatCountOf } from '@/lib/format/number';
import { singleSignOnQuery, useRemoveProvider } from '@/lib/queries/single-sign-on';
import { DomainsCard } from './domains-card';
import { ProviderFacts } from './provider-facts';
import { ProviderForm } from './provider-form';

/** The identity provider at which the members of the account sign in, and which groups have which role. */
export function SingleSignOnScreen() {
  const { data, error, refetch } = useQuery(singleSignOnQuery());
  if (data === undefined && error === null) return <YourSignInBones />;
  return (
    <>
      <PageHead
        title="Single sign-on"
        note="Members sign in at your organisation’s identity provider, by OpenID Connect. Their groups there decide their role here, at each sign-in."
      />
      {data === undefined ? (
        <FailedState what="The settings could not be read." error={error} retry={() => void refetch()} />
      ) : (
        <div className={styles.stack}>
          {!data.mayChange && <ProviderFacts provider={data.provider} />}
          {data.mayChange && (
            <Card title="At your provider">
              <div className={styles.form}>
                <p className={styles.note}>
                  Register Parapet as a web application with this address to come back to, and let the ID
                  token carry the e-mail address, that it is verified, and the groups.
                </p>
                <dl className={styles.facts}>
                  <Copied label="Redirect address" value={data.redirectUri} />
                </dl>
              </div>
            </Card>
          )}
          {data.mayChange && (
            <Card title="Provider">
              <ProviderForm key={data.provider?.changedAt ?? ''} settings={data} />
            </Card>
          )}
          {data.provider !== null && (
            <DomainsCard domains={data.provider.domains} mayCheck={data.mayChange} />
          )}
          {data.provider !== null && data.mayChange && <Removal provider={data.provider} />}
        </div>
      )}
    </>
  );
}

function Removal({
  provider: { changedAt, changedBy, domains, openSessions },
}: {
  provider: NonNullable<SingleSignOn['provider']>;
}) {
  const [asking, setAsking] = useState(false);
  const remove = useRemoveProvider();
  return (
    <Card title="Take it away">
      <div className={styles.form}>
        <p className={styles.note}>
          Set by {changedBy} <Moment at={changedAt} as="relative" />. Without it, members sign in with their
          password; those who never had one need a link for a new password.{' '}
          {openSessions === 0
            ? 'Nobody is signed in by it now.'
            : `${formatCountOf(openSessions, 'session', 'sessions')} that it began would end at once.`}{' '}
          {formatCountOf(domains.length, 'domain', 'domains')} would have to be proven anew.
        </p>
        <div className={styles.row}>
          {asking ? (
            <>
              <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>
                Take single sign-on away
              </Button>
              <Button variant="default" onClick={() => setAsking(false)}>
                Cancel
              </Button>
            </>
          ) : (
            <Button variant="default" onClick={() => setAsking(true)}>
              Take single sign-on away
            </Button>
          )}
        </div>
        {remove.error !== null && (
          <p className={styles.error} role="alert">
            {sentenceOf(remove.error)}
          </p>
        )}
      </div>
    </Card>
  );
}
