'use client';

import {
  IconAlertTriangle,
  IconCircle,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconLoader2,
} from '@tabler/icons-react';
import Link from 'next/link';
import { PROBE_STEP_LABELS, PROBE_STEPS } from '@/domain/connectors/probe-step';
import type { ProbeResult, ProbeStep } from '@/domain/views/integration';
import { formatDuration } from '@/lib/format/duration';
import shared from './integrations.module.css';
import styles from './probe-steps.module.css';

const SIZE = { size: 18, stroke: 1.9, 'aria-hidden': true } as const;

const STATES: Readonly<Record<ProbeStep['state'], string>> = {
  ok: 'in order',
  failed: 'failed',
  warning: 'worth knowing',
  skipped: 'not tested',
};

/** The test of a connection as a list: while it runs, then what was found at each step and what to do. */
export function ProbeSteps({
  testing,
  result,
  guide,
}: {
  testing: boolean;
  result: ProbeResult | null;
  guide: string;
}) {
  if (testing || result === null) {
    return (
      <ol className={styles.probe} aria-busy={testing}>
        {PROBE_STEPS.map((step) => (
          <li key={step}>
            <span className={styles.probeIcon} data-state="waiting">
              {testing ? <IconLoader2 {...SIZE} className={styles.spin} /> : <IconCircle {...SIZE} />}
            </span>
            <span className={styles.probeLabel}>{PROBE_STEP_LABELS[step]}</span>
          </li>
        ))}
      </ol>
    );
  }
  const failed = result.steps.filter((step) => step.state === 'failed').length;
  return (
    <div role="status">
      <p className={styles.probeSum}>
        {result.ok
          ? 'The connection works.'
          : failed === 1
            ? 'One step failed. Do what it says, then test again.'
            : `${failed} steps failed. Begin with the first.`}
      </p>
      <ol className={styles.probe}>
        {result.steps.map((step) => (
          <li key={step.step}>
            <span className={styles.probeIcon} data-state={step.state}>
              <StepIcon state={step.state} />
            </span>
            <span>
              <span className={styles.probeLabel}>{step.label}</span>
              <span className="visually-hidden">: {STATES[step.state]}. </span>
              <span className={styles.probeDetail}>{step.detail}</span>
              {step.remedy !== null && (
                <span className={styles.probeRemedy}>
                  {step.remedy}
                  {step.guideAnchor !== null && (
                    <>
                      {' '}
                      <Link className={shared.link} href={`${guide}#${step.guideAnchor}`}>
                        Show me in the guide
                      </Link>
                    </>
                  )}
                </span>
              )}
            </span>
            <span className={styles.probeTime}>
              {step.state === 'skipped' ? '' : formatDuration(step.ms)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function StepIcon({ state }: { state: ProbeStep['state'] }) {
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
