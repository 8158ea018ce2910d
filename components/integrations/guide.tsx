'use client';

import { Button, Checkbox } from '@mantine/core';
import { IconBook2, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { Card } from '@/components/ui/card';
import { Copied } from '@/components/ui/copied';
import type { ConnectorManifest, GuideText } from '@/domain/connectors/connector-manifest';
import { formatCountOf } from '@/lib/format/number';
import connect from './connect.module.css';
import { FactList } from './fact-list';
import { useNamedPlace } from '@/lib/use-named-place';
import styles from './guide.module.css';

/** The in-app guide: what is needed, the steps on the vendor's side and here, and what to do when it fails. */
export function Guide({
  connector,
  standIn = null,
}: {
  connector: ConnectorManifest;
  /** What connects a stand-in for it, by the id of the field: of the demo alone. */
  standIn?: Readonly<Record<string, string>> | null;
}) {
  const id = useId();
  // Only where there is little room: beside the form it is always open.
  const [folded, setFolded] = useState(true);

  useNamedPlace(() => setFolded(false));

  const Chevron = folded ? IconChevronDown : IconChevronUp;
  return (
    <div>
      <Button
        className={styles.fold ?? ''}
        variant="default"
        fullWidth
        justify="space-between"
        leftSection={<IconBook2 size={17} stroke={1.8} aria-hidden />}
        rightSection={<Chevron size={17} stroke={1.8} aria-hidden />}
        aria-expanded={!folded}
        aria-controls={id}
        onClick={() => setFolded(!folded)}
      >
        {folded ? 'Show the guide' : 'Hide the guide'}
      </Button>
      <div id={id} className={styles.parts} data-folded={folded || undefined}>
        {standIn !== null && <StandInCard connector={connector} values={standIn} />}
        <GuideParts connector={connector} />
      </div>
    </div>
  );
}

/** The demo runs a stand-in for the vendor that nothing reads: what to type to connect it. */
function StandInCard({
  connector,
  values,
}: {
  connector: ConnectorManifest;
  values: Readonly<Record<string, string>>;
}) {
  return (
    <Card title="In this demo">
      <p className={styles.standIn}>
        A second stand-in for {connector.name} runs beside Parapet, to be connected by hand with these.
      </p>
      <dl className={connect.reveal}>
        {connector.fields.map(({ id, label }) => {
          const value = values[id];
          return value === undefined ? null : <Copied key={id} label={label} value={value} />;
        })}
      </dl>
    </Card>
  );
}

function GuideParts({ connector }: { connector: ConnectorManifest }) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const { prerequisites } = connector;
  const missing = prerequisites.length - ticked.size;
  const tick = (sentence: string, on: boolean) => {
    const others = [...ticked].filter((one) => one !== sentence);
    setTicked(new Set(on ? [...others, sentence] : others));
  };
  return (
    <>
      <Card title="Before you begin" note={missing === 0 ? 'all there' : `${String(missing)} to tick`}>
        <div className={styles.ticks}>
          {prerequisites.map((sentence) => (
            <Checkbox
              key={sentence}
              label={sentence}
              size="sm"
              checked={ticked.has(sentence)}
              onChange={(event) => tick(sentence, event.currentTarget.checked)}
            />
          ))}
        </div>
      </Card>
      <Card title={`Connect ${connector.name} in ${formatCountOf(connector.guide.length, 'step', 'steps')}`}>
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
      <Card title="Facts">
        <FactList facts={connector.facts} />
      </Card>
    </>
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
          <ol className={styles.path}>
            {line.path.map((place) => (
              <li key={place}>
                <span>{place}</span>
              </li>
            ))}
          </ol>
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
    case 'grants':
      return (
        <div>
          <p>{line.text}</p>
          <dl className={styles.grants} id={line.id}>
            {line.grants.map((grant) => (
              <div key={grant.permission}>
                <dt>
                  {grant.permission} <span>{grant.needed ? 'needed' : 'optional'}</span>
                </dt>
                <dd>{grant.for}</dd>
              </div>
            ))}
          </dl>
        </div>
      );
  }
}
