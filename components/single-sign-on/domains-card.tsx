'use client';

import { Button } from '@mantine/core';
import { IconCheck, IconHourglass } from '@tabler/icons-react';
import styles from '@/components/members/members.module.css';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Copied } from '@/components/ui/copied';
import { Moment } from '@/components/ui/moment';
import type { SignInDomainView } from '@/domain/views/single-sign-on';
import { sentenceOf } from '@/lib/api/problem';
import { useCheckDomain } from '@/lib/queries/single-sign-on';
import own from './single-sign-on.module.css';

const SIZE = { size: 13, stroke: 2.2, 'aria-hidden': true } as const;

const PROVEN_BY = {
  dns: 'By its DNS record. It stays proven should the record go.',
  operator: 'By whoever runs Parapet, at its console. This record would prove it as well.',
  upgrade:
    'Taken over from before domains had to be proven, as this was the only account then. This record would prove it for good.',
} as const;

/** Which domains count for sign-in, and what proves the others. */
export function DomainsCard({
  domains,
  mayCheck,
}: {
  domains: readonly SignInDomainView[];
  /** Whether the reader may have a record looked for. */
  mayCheck: boolean;
}) {
  return (
    <Card title="Domains">
      <div className={styles.form}>
        <p className={styles.note}>
          A domain counts once a DNS record at it shows that it is yours. Others may claim it too, until then.
          Where no such record can be made, whoever runs Parapet can vouch for a domain at its console.
        </p>
        <ul className={own.domains}>
          {domains.map((domain) => (
            <li key={domain.domain}>
              <Domain domain={domain} mayCheck={mayCheck} />
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}

function Domain({
  domain: { domain, record, proven },
  mayCheck,
}: {
  domain: SignInDomainView;
  mayCheck: boolean;
}) {
  const check = useCheckDomain(domain);
  return (
    <section className={own.domain} aria-label={domain}>
      <div className={own.name}>
        <strong>{domain}</strong>
        {proven === null ? (
          <Chip tone="warn" icon={<IconHourglass {...SIZE} />}>
            Not proven yet
          </Chip>
        ) : (
          <Chip tone="good" icon={<IconCheck {...SIZE} />}>
            Proven since <Moment at={proven.at} as="day" />
          </Chip>
        )}
      </div>
      {proven === null ? (
        <p className={styles.note}>
          Nobody with such an address is let in by it.{' '}
          {mayCheck
            ? `Make this TXT record at ${domain}, then check it.`
            : 'Whoever manages members proves it, by this TXT record.'}
        </p>
      ) : (
        <p className={styles.note}>{PROVEN_BY[proven.by]}</p>
      )}
      {proven?.by !== 'dns' && (
        <dl className={styles.facts}>
          <Copied label={`TXT record at ${domain}`} value={record} />
        </dl>
      )}
      {mayCheck && (
        <div className={styles.row}>
          <Button
            variant="default"
            size="compact-md"
            aria-label={`Check: ${domain}`}
            loading={check.isPending}
            onClick={() => check.mutate(undefined)}
          >
            Check
          </Button>
        </div>
      )}
      {check.data !== undefined && (
        <p className={check.data.proven ? styles.note : styles.error} role="status">
          {check.data.found}
        </p>
      )}
      {check.error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(check.error)}
        </p>
      )}
    </section>
  );
}
