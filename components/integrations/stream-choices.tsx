'use client';

import { Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import type { ConnectorManifest, ConnectorStream } from '@/domain/connectors/connector-manifest';
import { formatInterval } from '@/lib/format/duration';
import { choiceFault, choiceOf, type StreamChoice, type StreamChoices } from '@/lib/stream-choices';
import styles from './connect.module.css';

const OTHER = 'other';

/** Which streams are read, how often, and what each needs to be allowed. */
export function StreamChoicesCard({
  connector,
  choices,
  faultOf,
  onChoose,
}: {
  connector: ConnectorManifest;
  choices: StreamChoices;
  /** What the server said of a stream's interval. */
  faultOf: (stream: ConnectorStream) => string | null;
  onChoose: (stream: ConnectorStream, choice: StreamChoice) => void;
}) {
  const on = connector.streams.filter((stream) => choiceOf(choices, stream).on).length;
  return (
    <Card title="Streams" note={`${String(on)} of ${String(connector.streams.length)} on`}>
      <ul className={styles.streams}>
        {connector.streams.map((stream) => (
          <StreamRow
            key={stream.id}
            stream={stream}
            main={stream.id === connector.mainStream}
            choice={choiceOf(choices, stream)}
            fault={faultOf(stream)}
            onChoose={(choice) => onChoose(stream, choice)}
          />
        ))}
      </ul>
    </Card>
  );
}

function StreamRow({
  stream,
  main,
  choice,
  fault,
  onChoose,
}: {
  stream: ConnectorStream;
  main: boolean;
  choice: StreamChoice;
  fault: string | null;
  onChoose: (choice: StreamChoice) => void;
}) {
  const polled = stream.paging !== 'inbound';
  const error = fault ?? choiceFault(stream, choice);
  return (
    <li className={styles.stream}>
      <div className={styles.streamWords}>
        <Switch
          label={stream.label}
          size="sm"
          classNames={{ label: styles.switchLabel ?? '', track: main ? (styles.fixedTrack ?? '') : '' }}
          checked={choice.on}
          aria-disabled={main || undefined}
          onChange={(event) => {
            if (!main) onChoose({ ...choice, on: event.currentTarget.checked });
          }}
        />
        <p className={styles.streamNote}>{stream.summary}</p>
        <p className={styles.streamNeeds}>
          {polled && (
            <>
              Needs <b>{stream.permission}</b>
            </>
          )}
          {main && <span>always on</span>}
          {stream.optional && <span>optional</span>}
        </p>
      </div>
      {polled && choice.on && (
        <Interval stream={stream} choice={choice} invalid={error !== null} onChoose={onChoose} />
      )}
      {error !== null && <p className={styles.intervalError}>{error}</p>}
    </li>
  );
}

function Interval({
  stream,
  choice,
  invalid,
  onChoose,
}: {
  stream: ConnectorStream;
  choice: StreamChoice;
  invalid: boolean;
  onChoose: (choice: StreamChoice) => void;
}) {
  const presets = stream.presetIntervalSeconds.map(String);
  const [other, setOther] = useState(!presets.includes(choice.seconds));
  return (
    <div className={styles.interval}>
      <Segmented
        label={`Interval of ${stream.label}`}
        value={other ? OTHER : choice.seconds}
        options={[
          ...stream.presetIntervalSeconds.map((seconds) => ({
            value: String(seconds),
            label: formatInterval(seconds),
          })),
          { value: OTHER, label: 'Other' },
        ]}
        onChange={(value) => {
          setOther(value === OTHER);
          if (value !== OTHER) onChoose({ ...choice, seconds: value });
        }}
      />
      {other && (
        <TextInput
          name={intervalName(stream)}
          size="xs"
          inputMode="numeric"
          autoFocus
          aria-label={`Interval of ${stream.label} in seconds`}
          rightSection={<span aria-hidden="true">s</span>}
          maxLength={9}
          value={choice.seconds}
          error={invalid}
          onChange={(event) => onChoose({ ...choice, seconds: event.currentTarget.value })}
        />
      )}
    </div>
  );
}

/** The name of the field in which a stream's own interval is typed. */
export function intervalName({ id }: Pick<ConnectorStream, 'id'>): string {
  return `interval-${id}`;
}
