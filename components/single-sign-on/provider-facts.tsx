import styles from '@/components/members/members.module.css';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import type { SingleSignOn } from '@/domain/views/single-sign-on';
import { formatCountOf } from '@/lib/format/number';
import own from './single-sign-on.module.css';

/** What is set of the provider, for who reads it and changes nothing. */
export function ProviderFacts({ provider }: { provider: SingleSignOn['provider'] }) {
  if (provider === null)
    return (
      <Card title="Provider">
        <p className={styles.note}>
          No provider is set: members sign in with a password or a passkey. Whoever manages members can set
          one.
        </p>
      </Card>
    );
  return (
    <Card title="Provider">
      <div className={own.form}>
        <p className={styles.note}>
          Set by {provider.changedBy} <Moment at={provider.changedAt} as="relative" />. Whoever manages
          members can change it.
        </p>
        <dl className={styles.facts}>
          <Fact label="Issuer" value={provider.issuer} />
          <Fact label="Client id" value={provider.clientId} />
          <Fact label="Claim with the groups" value={provider.groupsClaim} />
          <Fact
            label="Signed in by it now"
            value={formatCountOf(provider.openSessions, 'session', 'sessions')}
          />
        </dl>
        <table className={own.given} aria-label="Groups and roles">
          <thead>
            <tr>
              <th scope="col">Group</th>
              <th scope="col">Role</th>
            </tr>
          </thead>
          <tbody>
            {provider.mappings.map(({ group, label }, place) => (
              <tr key={place}>
                <th scope="row">{group}</th>
                <td>{label}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className={styles.note}>
          The first group that somebody is in decides. Who is in none is not let in.
        </p>
      </div>
    </Card>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className={own.value}>{value}</dd>
    </div>
  );
}
