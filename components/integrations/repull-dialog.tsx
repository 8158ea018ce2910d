'use client';

import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Moment } from '@/components/ui/moment';
import { Sheet } from '@/components/ui/sheet';
import { clampWindow } from '@/domain/polling/readable-window';
import type { IntegrationView, StreamView } from '@/domain/views/integration';
import { change } from '@/lib/api/request';
import { useZone } from '@/lib/clock';
import { formatDuration } from '@/lib/format/duration';
import { fromLocalInput, toLocalInput } from '@/lib/format/local-input';
import { unshownSentence } from '@/lib/integration-form';
import { useIntegrationChange } from '@/lib/queries/use-change';
import page from './integration-page.module.css';
import styles from './integrations.module.css';
import { pathOf } from './steer-dialogs';
import { useFormFields } from './use-form-fields';

const HOUR_MS = 3_600_000;

interface Repulling {
  readonly integration: IntegrationView;
  readonly stream: StreamView;
  readonly readable: NonNullable<StreamView['readable']>;
  readonly onClose: () => void;
}

/** Asks for a stretch of a stream to be read again. */
export function RepullDialog({
  open,
  readable,
  ...rest
}: Omit<Repulling, 'readable'> & { readonly open: boolean; readonly readable: StreamView['readable'] }) {
  return (
    <Sheet
      open={open && readable !== null}
      onClose={rest.onClose}
      title={`Read a window of ${rest.stream.label} again`}
      side="centre"
      keepsTyped
    >
      {readable !== null && <RepullForm readable={readable} {...rest} />}
    </Sheet>
  );
}

function RepullForm({ integration, stream, readable, onClose }: Repulling) {
  const zone = useZone();
  // Fixed while the dialog is open: the cursor moves on meanwhile, and what is typed must not.
  const [bounds] = useState({ from: Date.parse(readable.from), to: Date.parse(readable.to) });
  const lastHours = (hours: number) => ({
    from: toLocalInput(Math.max(bounds.from, bounds.to - hours * HOUR_MS), zone),
    to: toLocalInput(bounds.to + 60_000, zone),
  });
  const form = useFormFields(lastHours(6));
  const asked = {
    from: fromLocalInput(form.valueOf('from'), zone),
    to: fromLocalInput(form.valueOf('to'), zone),
  };
  const backwards = asked.from !== null && asked.to !== null && asked.from >= asked.to;
  const goal =
    asked.from === null || asked.to === null ? null : clampWindow({ from: asked.from, to: asked.to }, bounds);
  const repull = useIntegrationChange(
    (window: { from: number; to: number }) =>
      change('done', pathOf(integration, `streams/${encodeURIComponent(stream.stream)}/repull`), {
        from: new Date(window.from).toISOString(),
        to: new Date(window.to).toISOString(),
      }).catch((error: unknown) => {
        if (error instanceof Error) form.refuse(error);
        throw error;
      }),
    onClose,
  );
  const faults = {
    from: asked.from === null ? 'Choose when the window begins.' : null,
    to:
      asked.to === null
        ? 'Choose when the window ends.'
        : backwards
          ? 'The end lies before the beginning. Choose a later end.'
          : null,
  };
  const general = unshownSentence(repull.error, ['from', 'to']);
  const presets = [1, 6, 24].filter((hours) => bounds.to - bounds.from > hours * HOUR_MS);
  const choose = ({ from, to }: { from: string; to: string }) => {
    form.type('from', from);
    form.type('to', to);
  };
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        form.touch('from', 'to');
        form.forget();
        if (goal !== null && !repull.isPending) repull.mutate(goal);
      }}
    >
      <div className={page.presets} role="group" aria-label="Windows">
        {presets.map((hours) => (
          <Button key={hours} size="compact-sm" variant="default" onClick={() => choose(lastHours(hours))}>
            Last {hours === 1 ? 'hour' : `${String(hours)} h`}
          </Button>
        ))}
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => choose({ ...lastHours(1), from: toLocalInput(bounds.from, zone) })}
        >
          All that can be read
        </Button>
      </div>
      <div className={page.window}>
        {(['from', 'to'] as const).map((field) => (
          <TextInput
            key={field}
            type="datetime-local"
            label={field === 'from' ? 'From' : 'To'}
            name={field}
            required
            value={form.valueOf(field)}
            error={form.faultOf(field, faults[field])}
            onChange={(event) => {
              form.type(field, event.currentTarget.value);
              form.touch(field);
            }}
          />
        ))}
      </div>
      <p className={styles.formNote} role="status">
        {goal === null ? (
          backwards ? (
            'This window holds no time.'
          ) : (
            'Nothing of this window can be read.'
          )
        ) : (
          <>
            Reads <Moment at={new Date(goal.from).toISOString()} seconds={false} /> to{' '}
            <Moment at={new Date(goal.to).toISOString()} seconds={false} />,{' '}
            {formatDuration(goal.to - goal.from)}, beside the live reading and after it. What is stored stays
            as it is; what was missed is added and scored.
          </>
        )}
      </p>
      <p className={styles.formNote}>
        Times are in {zone}. It can begin at <Moment at={readable.from} seconds={false} /> at the earliest
        {bounds.from > Date.parse(stream.enabledAt)
          ? ', for the vendor keeps nothing older.'
          : ', since when this stream is read; nothing older is ever scored.'}
      </p>
      {general !== null && (
        <p className={styles.formError} role="alert">
          {general}
        </p>
      )}
      <div className={styles.formActions}>
        <Button type="submit" loading={repull.isPending} disabled={goal === null}>
          Read it again
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
