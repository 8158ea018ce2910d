'use client';

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Sheet } from '@/components/ui/sheet';
import type { IntegrationView } from '@/domain/views/integration';
import { sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { formatCountOf } from '@/lib/format/number';
import { KEY } from '@/lib/queries/keys';
import styles from './integrations.module.css';
import { ProbeSteps } from './probe-steps';

type Open = 'test' | 'pause' | null;

/** What can be done with an integration: test, replace its keys, pause or resume, run now. */
export function IntegrationActions({
  integration,
  onReplaceKeys,
}: {
  integration: IntegrationView;
  onReplaceKeys: () => void;
}) {
  const client = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  const path = `/api/v1/integrations/${encodeURIComponent(integration.id)}`;
  const refresh = async () => {
    for (const subject of [KEY.integration, KEY.runs, KEY.hub, KEY.dashboard]) {
      await client.invalidateQueries({ queryKey: [subject] });
    }
  };

  const run = useMutation({ mutationFn: () => change('done', `${path}/run`), onSettled: refresh });
  const pause = useMutation({
    mutationFn: () => change('done', `${path}/pause`),
    onSuccess: () => setOpen(null),
    onSettled: refresh,
  });
  const resume = useMutation({ mutationFn: () => change('done', `${path}/resume`), onSettled: refresh });
  const test = useMutation({ mutationFn: () => change('probe', `${path}/test`) });

  const startTest = () => {
    setOpen('test');
    test.mutate();
  };
  const enabled = integration.state === 'enabled';
  const failure = run.error ?? resume.error;

  return (
    <>
      <Button variant="default" onClick={startTest}>
        Test connection
      </Button>
      <Button variant="default" onClick={onReplaceKeys}>
        Replace keys
      </Button>
      {enabled && (
        <Button variant="default" onClick={() => setOpen('pause')}>
          Pause
        </Button>
      )}
      {integration.state === 'paused' && (
        <Button loading={resume.isPending} onClick={() => resume.mutate()}>
          Resume
        </Button>
      )}
      {enabled && (
        <Button loading={run.isPending} onClick={() => run.mutate()}>
          Run now
        </Button>
      )}
      <span role="status" className={failure === null ? 'visually-hidden' : styles.formError}>
        {failure === null ? (run.isSuccess ? 'A run has been asked for.' : '') : sentenceOf(failure)}
      </span>

      <Sheet open={open === 'test'} onClose={() => setOpen(null)} title="Test connection" side="right">
        {test.error !== null && (
          <p className={styles.formError} role="alert">
            {sentenceOf(test.error)}
          </p>
        )}
        <ProbeSteps
          testing={test.isPending}
          result={test.data ?? null}
          guide={`/integrations/new/${integration.connector}`}
        />
        <div className={styles.formActions} style={{ marginTop: 16 }}>
          <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
            Test again
          </Button>
        </div>
      </Sheet>

      <Sheet
        open={open === 'pause'}
        onClose={() => setOpen(null)}
        title={`Pause ${integration.name}?`}
        side="centre"
      >
        <div className={styles.form}>
          <p>
            {formatCountOf(integration.streams.length, 'stream stops', 'streams stop')} being read. In the
            last 24 hours {formatCountOf(integration.signals24h, 'signal', 'signals')} came from here; attacks
            in what comes meanwhile are not seen until you resume.
          </p>
          <p className={styles.formNote}>
            Nothing is deleted. Schedule and cursor are kept, so that resuming goes on where it stopped.
          </p>
          {pause.error !== null && (
            <p className={styles.formError} role="alert">
              {sentenceOf(pause.error)}
            </p>
          )}
          <div className={styles.formActions}>
            <Button loading={pause.isPending} onClick={() => pause.mutate()}>
              Pause
            </Button>
            <Button variant="default" onClick={() => setOpen(null)}>
              Keep it running
            </Button>
          </div>
        </div>
      </Sheet>
    </>
  );
}
