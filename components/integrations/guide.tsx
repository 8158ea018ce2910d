'use client';

import { Checkbox } from '@mantine/core';
import { useEffect } from 'react';
import { Card } from '@/components/ui/card';
import type { ConnectorManifest, GuideText } from '@/domain/connectors/connector-manifest';
import styles from './integrations.module.css';

/** The in-app guide: what is needed, the steps on the vendor's side and here, and what to do when it fails. */
export function Guide({ connector }: { connector: ConnectorManifest }) {
  useEffect(() => {
    const showNamed = () => {
      const named = document.getElementById(window.location.hash.slice(1));
      if (named instanceof HTMLDetailsElement) named.open = true;
      named?.scrollIntoView({ block: 'start' });
    };
    showNamed();
    window.addEventListener('hashchange', showNamed);
    return () => window.removeEventListener('hashchange', showNamed);
  }, []);

  return (
    <div className={styles.stack}>
      <Card title="Before you begin">
        <div className={styles.ticks}>
          {connector.prerequisites.map((sentence) => (
            <Checkbox key={sentence} label={sentence} size="sm" />
          ))}
        </div>
      </Card>
      <Card title={`Connect ${connector.name} in ${connector.guide.length} steps`}>
        <ol className={styles.steps}>
          {connector.guide.map((step) => (
            <li className={styles.step} key={step.id} id={step.id}>
              <h3 className={styles.stepTitle}>{step.title}</h3>
              <Lines lines={step.body} />
            </li>
          ))}
        </ol>
      </Card>
      <Card title="When it does not work">
        {connector.troubleshooting.map((trouble) => (
          <details className={styles.trouble} key={trouble.id} id={trouble.id}>
            <summary>{trouble.title}</summary>
            <Lines lines={trouble.body} />
          </details>
        ))}
      </Card>
    </div>
  );
}

function Lines({ lines }: { lines: readonly GuideText[] }) {
  return (
    <div className={styles.lines}>
      {lines.map((line) => (
        <Line key={line.text} line={line} />
      ))}
    </div>
  );
}

function Line({ line }: { line: GuideText }) {
  switch (line.kind) {
    case 'text':
      return <p>{line.text}</p>;
    case 'action':
      return (
        <div>
          <p>{line.text}</p>
          <p className={styles.path}>
            {line.path.map((step, index) => (
              <span key={step} style={{ border: 0, padding: 0, display: 'contents' }}>
                {index > 0 && <i aria-hidden="true">›</i>}
                <span>{step}</span>
              </span>
            ))}
          </p>
        </div>
      );
    case 'link':
      return (
        <p>
          {line.text}{' '}
          <a className={styles.link} href={line.href} target="_blank" rel="noreferrer">
            {line.href.replace('https://', '')}
          </a>
        </p>
      );
    case 'code':
      return (
        <div>
          <p>{line.text}</p>
          <code className={styles.code}>{line.code}</code>
        </div>
      );
  }
}
