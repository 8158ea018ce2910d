import type { ConnectorFact } from '@/domain/connectors/connector-manifest';
import styles from './hub.module.css';

/** What there is to know of a connector before it is connected. */
export function FactList({ facts }: { facts: readonly ConnectorFact[] }) {
  return (
    <dl className={styles.factList}>
      {facts.map((fact) => (
        <FactLine key={fact.label} fact={fact} />
      ))}
    </dl>
  );
}

function FactLine({ fact }: { fact: ConnectorFact }) {
  return (
    <>
      <dt>{fact.label}</dt>
      <dd>
        {fact.href === undefined ? (
          fact.value
        ) : (
          <a className={styles.link} href={fact.href} target="_blank" rel="noreferrer">
            {fact.value}
          </a>
        )}
      </dd>
    </>
  );
}
