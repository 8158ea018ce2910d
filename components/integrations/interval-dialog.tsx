'use client';

import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Segmented } from '@/components/ui/segmented';
import { Sheet } from '@/components/ui/sheet';
import { intervalFault } from '@/domain/connectors/interval-fault';
import type { IntegrationView, StreamView } from '@/domain/views/integration';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { formatInterval } from '@/lib/format/duration';
import { useIntegrationChange } from '@/lib/queries/use-change';
import page from './integration-page.module.css';
import styles from './integrations.module.css';
import { pathOf } from './steer-dialogs';

interface Changing {
  readonly integration: IntegrationView;
  readonly stream: StreamView;
  readonly onClose: () => void;
}

/** How often a stream is read: an interval that is one click away, or one that is typed. */
export function IntervalDialog({ open, ...changing }: Changing & { readonly open: boolean }) {
  return (
    <Sheet
      open={open}
      onClose={changing.onClose}
      title={`How often is ${changing.stream.label} read?`}
      side="centre"
      keepsTyped
    >
      <IntervalForm {...changing} />
    </Sheet>
  );
}

const OTHER = 'other';

function IntervalForm({ integration, stream, onClose }: Changing) {
  const presets = stream.intervals.presets.map(String);
  const [seconds, setSeconds] = useState(String(stream.intervalSeconds));
  const [other, setOther] = useState(!presets.includes(seconds));
  const save = useIntegrationChange(
    () =>
      change('done', pathOf(integration, `streams/${encodeURIComponent(stream.stream)}`), {
        intervalSeconds: Number(seconds),
      }),
    onClose,
  );
  const { least, most } = stream.intervals;
  const own = intervalFault(
    { label: stream.label, minIntervalSeconds: least, maxIntervalSeconds: most },
    /^\d{1,9}$/.test(seconds.trim()) ? Number(seconds) : Number.NaN,
  );
  const refused = save.error instanceof Problem ? save.error.fieldMessage('intervalSeconds') : undefined;
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (own === null && !save.isPending) save.mutate();
      }}
    >
      <div className={page.start}>
        <Segmented
          label={`Interval of ${stream.label}`}
          value={other ? OTHER : seconds}
          options={[
            ...stream.intervals.presets.map((preset) => ({
              value: String(preset),
              label: formatInterval(preset),
            })),
            { value: OTHER, label: 'Other' },
          ]}
          onChange={(value) => {
            save.reset();
            setOther(value === OTHER);
            if (value !== OTHER) setSeconds(value);
          }}
        />
      </div>
      {other && (
        <TextInput
          label="Interval in seconds"
          description={`From ${formatInterval(least)} to ${formatInterval(most)}.`}
          name="intervalSeconds"
          inputMode="numeric"
          autoFocus
          maxLength={9}
          value={seconds}
          error={refused ?? own}
          onChange={(event) => {
            save.reset();
            setSeconds(event.currentTarget.value);
          }}
        />
      )}
      <p className={styles.formNote}>
        A longer interval asks less of the vendor and shows attacks later. Nothing is missed either way.
      </p>
      {save.error !== null && refused === undefined && (
        <p className={styles.formError} role="alert">
          {sentenceOf(save.error)}
        </p>
      )}
      <div className={styles.formActions}>
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
