'use client';

import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconDownload,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Card, Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { FailedState } from '@/components/ui/states';
import { findConnector } from '@/domain/connectors/catalogue';
import type { DiagnosisCheck, LastFailure } from '@/domain/views/diagnosis';
import type { ProbeStep } from '@/domain/views/integration';
import { sentenceOf } from '@/lib/api/problem';
import { changeInParts } from '@/lib/api/request';
import { diagnosisQuery } from '@/lib/queries/feed';
import { sessionQuery } from '@/lib/queries/frame';
import styles from './feed-panels.module.css';
import shared from './integrations.module.css';
import probe from './probe-steps.module.css';
import { ProbeSteps } from './probe-steps';

const SIZE = { size: 18, stroke: 1.9, 'aria-hidden': true } as const;

/** Finds what is wrong: what Parapet knows by itself, the way to the vendor step by step, and a file for support. */
export function DiagnosePanel({ integrationId, connector }: { integrationId: string; connector: string }) {
  const { data, error, refetch } = useQuery(diagnosisQuery(integrationId));
  const { data: session } = useQuery(sessionQuery());
  const mayWrite = session?.permissions.includes('integrations:write') ?? false;
  const steps = findConnector(connector)?.probe ?? [];
  return (
    <div className={styles.stack}>
      {steps.length > 0 && mayWrite && <WayToVendor integrationId={integrationId} connector={connector} />}
      {data === undefined && error === null && (
        <Loading>
          <CardBones rows={8} />
        </Loading>
      )}
      {data === undefined && error !== null && (
        <Panel label="Diagnosis">
          <FailedState what="The diagnosis could not be read." error={error} retry={() => void refetch()} />
        </Panel>
      )}
      {data !== undefined && (
        <>
          <Card title="What Parapet knows by itself" note={sumOf(data.checks)}>
            <ol className={probe.probe}>
              {data.checks.map((check) => (
                <Check key={check.check} check={check} />
              ))}
            </ol>
          </Card>
          {data.failures.length > 0 && <Failures failures={data.failures} />}
        </>
      )}
      <SupportBundle integrationId={integrationId} />
    </div>
  );
}

function WayToVendor({ integrationId, connector }: { integrationId: string; connector: string }) {
  const [soFar, setSoFar] = useState<readonly ProbeStep[]>([]);
  const test = useMutation({
    mutationFn: () => {
      setSoFar([]);
      const path = `/api/v1/integrations/${encodeURIComponent(integrationId)}/test`;
      return changeInParts('probe', path, {}, (step) => setSoFar((steps) => [...steps, step]));
    },
  });
  const started = test.isPending || test.data !== undefined;
  const manifest = findConnector(connector);
  const polled = manifest?.delivery !== 'inbound';
  return (
    <Card
      title={polled ? 'The way to the vendor' : 'The way in'}
      note="with the stored keys; nothing is changed"
      action={
        <Button size="compact-sm" loading={test.isPending} onClick={() => test.mutate()}>
          {started ? 'Run again' : 'Run diagnosis'}
        </Button>
      }
    >
      {!started && test.error === null && (
        <p className={styles.soft}>
          {polled
            ? 'Host, name lookup, connection and TLS, proxy, clock, signature, and each permission are tried one after the other, each with what was found and what to do.'
            : 'A sample delivery is signed with the stored secret and goes through the same check as real ones. Whether the sender reaches this address only the sender can try.'}
        </p>
      )}
      {test.error !== null && (
        <p className={shared.formError} role="alert">
          {sentenceOf(test.error)}
        </p>
      )}
      {started && (
        <ProbeSteps
          testing={test.isPending}
          result={test.data ?? null}
          soFar={soFar}
          expected={manifest?.probe ?? []}
          guide={`/integrations/new/${connector}`}
        />
      )}
    </Card>
  );
}

const STATES: Readonly<Record<DiagnosisCheck['state'], string>> = {
  ok: 'in order',
  failed: 'failed',
  warning: 'worth knowing',
  skipped: 'not known',
};

function sumOf(checks: readonly DiagnosisCheck[]): string {
  const failed = checks.filter(({ state }) => state === 'failed').length;
  const warned = checks.filter(({ state }) => state === 'warning').length;
  if (failed + warned === 0) return 'all in order';
  return [failed === 0 ? null : `${failed} failed`, warned === 0 ? null : `${warned} worth knowing`]
    .filter((part) => part !== null)
    .join(', ');
}

function Check({ check }: { check: DiagnosisCheck }) {
  return (
    <li>
      <span className={probe.probeIcon} data-state={check.state}>
        <CheckIcon state={check.state} />
      </span>
      <span>
        <span className={probe.probeLabel}>{check.label}</span>
        <span className="visually-hidden">: {STATES[check.state]}. </span>
        <span className={probe.probeDetail}>{check.detail}</span>
        {check.remedy !== null && <span className={probe.probeRemedy}>{check.remedy}</span>}
      </span>
    </li>
  );
}

function CheckIcon({ state }: { state: DiagnosisCheck['state'] }) {
  switch (state) {
    case 'ok':
      return <IconCircleCheck {...SIZE} />;
    case 'failed':
      return <IconCircleX {...SIZE} />;
    case 'warning':
      return <IconAlertTriangle {...SIZE} />;
    case 'skipped':
      return <IconCircleMinus {...SIZE} />;
  }
}

/** What was asked and answered when a stream failed last; keys, hosts and addresses are taken out. */
function Failures({ failures }: { failures: readonly LastFailure[] }) {
  return (
    <Card title="Last failure of each stream" note="request and answer, redacted">
      {failures.map((failure) => (
        <details className={styles.failure} key={failure.stream}>
          <summary>
            {failure.streamLabel}, <Moment at={failure.at} as="relative" />
          </summary>
          <div className={styles.exchange}>
            <code className={shared.code}>{failure.request}</code>
            <pre className={styles.raw}>{failure.answer.join('\n')}</pre>
            <p className={styles.soft}>
              Of an answer only status, code, message and the network’s own word are kept. Headers, keys,
              addresses and records are not.
            </p>
          </div>
        </details>
      ))}
    </Card>
  );
}

function SupportBundle({ integrationId }: { integrationId: string }) {
  return (
    <Card
      title="Support bundle"
      action={
        <Button
          component="a"
          href={`/api/v1/integrations/${encodeURIComponent(integrationId)}/support-bundle`}
          download
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          Download support bundle
        </Button>
      }
    >
      <p className={styles.soft}>
        One JSON file for whoever helps you: versions, status, streams, lanes, the last 50 runs, gaps, counts,
        and the names of settings. It holds no keys, no records, no names or addresses of people, no values of
        settings, and only the end of the host name. Read it before you send it.
      </p>
    </Card>
  );
}
