'use client';

import { ActionIcon, Button, Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconDots } from '@tabler/icons-react';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { Sheet } from '@/components/ui/sheet';
import { findConnector } from '@/domain/connectors/catalogue';
import type { IntegrationView, ProbeStep } from '@/domain/views/integration';
import { sentenceOf } from '@/lib/api/problem';
import { change, changeInParts } from '@/lib/api/request';
import { useIntegrationChange } from '@/lib/queries/use-change';
import { DeleteDialog } from './delete-dialog';
import { DescribeDialog } from './describe-dialog';
import page from './integration-page.module.css';
import styles from './integrations.module.css';
import { ProbeSteps } from './probe-steps';
import { DisableDialog, EnableDialog, pathOf, PauseDialog, ResumeDialog } from './steer-dialogs';

type Open = 'test' | 'pause' | 'resume' | 'disable' | 'enable' | 'describe' | 'delete' | null;

/** What can be done with an integration as a whole. */
export function IntegrationActions({
  integration,
  onReplaceKeys,
  onChangeHost,
}: {
  integration: IntegrationView;
  onReplaceKeys: () => void;
  onChangeHost: () => void;
}) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const more = useRef<HTMLButtonElement>(null);
  // A dialog gives the focus back to what had it; the item of the menu is gone by then.
  const fromMenu = (act: () => void) => () => {
    more.current?.focus();
    act();
  };
  const run = useIntegrationChange(() => change('done', pathOf(integration, 'run')));
  const resume = useIntegrationChange(() => change('done', pathOf(integration, 'resume')));
  const probe = useProbe(integration);
  const startTest = () => {
    setOpen('test');
    probe.test.mutate();
  };
  const { state } = integration;
  const connector = findConnector(integration.connector);
  const mayTest = (connector?.probe.length ?? 0) > 0;
  const hasHost = connector?.fields.some(({ holds }) => holds === 'host') ?? false;
  const polled = integration.delivery === 'polled';
  const failure = run.error ?? resume.error;
  // Where nothing lies between there is nothing to choose.
  const goOn = () => (integration.missedSince === null ? resume.mutate() : setOpen('resume'));

  return (
    <>
      {mayTest && (
        <Button variant="default" onClick={startTest}>
          Test connection
        </Button>
      )}
      {state === 'enabled' && (
        <Button variant="default" onClick={() => setOpen('pause')}>
          Pause
        </Button>
      )}
      {state === 'enabled' && polled && (
        <Button loading={run.isPending} onClick={() => run.mutate()}>
          Run now
        </Button>
      )}
      {state === 'paused' && (
        <Button loading={resume.isPending} onClick={goOn}>
          Resume
        </Button>
      )}
      {state === 'disabled' && <Button onClick={() => setOpen('enable')}>Enable</Button>}
      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <ActionIcon ref={more} variant="default" size={36} aria-label={`More for ${integration.name}`}>
            <IconDots size={18} stroke={1.8} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={fromMenu(() => setOpen('describe'))}>Rename or describe</Menu.Item>
          <Menu.Item onClick={fromMenu(onReplaceKeys)}>Replace keys</Menu.Item>
          {hasHost && <Menu.Item onClick={fromMenu(onChangeHost)}>Change host</Menu.Item>}
          <Menu.Item component={Link} href={`/integrations/new/${integration.connector}#credentials`}>
            Open the guide
          </Menu.Item>
          <Menu.Divider />
          {state !== 'disabled' && (
            <Menu.Item onClick={fromMenu(() => setOpen('disable'))}>Disable</Menu.Item>
          )}
          <Menu.Item className={page.menuDanger ?? ''} onClick={fromMenu(() => setOpen('delete'))}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <span role="status" className={failure === null ? 'visually-hidden' : styles.formError}>
        {failure === null ? (run.isSuccess ? 'A run has been asked for.' : '') : sentenceOf(failure)}
      </span>

      <Sheet open={open === 'test'} onClose={close} title="Test connection" side="right">
        <TestResult integration={integration} probe={probe} />
      </Sheet>
      <PauseDialog integration={integration} open={open === 'pause'} onClose={close} />
      <ResumeDialog integration={integration} open={open === 'resume'} onClose={close} />
      <DisableDialog integration={integration} open={open === 'disable'} onClose={close} />
      <EnableDialog integration={integration} open={open === 'enable'} onClose={close} />
      <DescribeDialog integration={integration} open={open === 'describe'} onClose={close} />
      <DeleteDialog integration={integration} open={open === 'delete'} onClose={close} />
    </>
  );
}

type Probe = ReturnType<typeof useProbe>;

/** The test of the stored keys, whose steps come one by one. */
function useProbe(integration: IntegrationView) {
  const [soFar, setSoFar] = useState<readonly ProbeStep[]>([]);
  const test = useMutation({
    mutationFn: () => {
      setSoFar([]);
      return changeInParts('probe', pathOf(integration, 'test'), {}, (step) =>
        setSoFar((before) => [...before, step]),
      );
    },
  });
  return { test, soFar };
}

function TestResult({ integration, probe: { test, soFar } }: { integration: IntegrationView; probe: Probe }) {
  return (
    <>
      {test.error !== null && (
        <p className={styles.formError} role="alert">
          {sentenceOf(test.error)}
        </p>
      )}
      <ProbeSteps
        testing={test.isPending}
        result={test.data ?? null}
        soFar={soFar}
        expected={findConnector(integration.connector)?.probe ?? []}
        guide={`/integrations/new/${integration.connector}`}
      />
      <div className={styles.formActions} style={{ marginTop: 16 }}>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          Test again
        </Button>
      </div>
    </>
  );
}
