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
import { PROBE_STEP_LABELS, PROBE_STEPS, type ProbeStepId } from '@/domain/connectors/probe-step';
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

/** The test of a connection as a list that fills in: what was found at each step and what to do. */
export function ProbeSteps({
  testing,
  result,
  soFar = [],
  expected = PROBE_STEPS,
  guide,
}: {
  testing: boolean;
  result: ProbeResult | null;
  /** What has been reported while the test still runs. */
  soFar?: readonly ProbeStep[];
  /** What the test goes through, in order. */
  expected?: readonly ProbeStepId[];
  /** Where the guide is; empty where it stands on this page. */
  guide: string;
}) {
  const done = testing || result === null ? soFar : result.steps;
  const coming =
    testing || result === null ? expected.filter((id) => !done.some(({ step }) => step === id)) : [];
  return (
    <div>
      <p className={styles.probeSum} role="status">
        {testing ? 'Testing the connection.' : result === null ? '' : sentenceOver(result)}
      </p>
      <ol className={styles.probe} aria-busy={testing}>
        {done.map((step) => (
          <DoneStep key={step.step} step={step} guide={guide} />
        ))}
        {coming.map((id, index) => (
          <li key={id} data-coming={index > 0 || !testing || undefined}>
            <span className={styles.probeIcon} data-state="waiting">
              {testing && index === 0 ? (
                <IconLoader2 {...SIZE} className={styles.spin} />
              ) : (
                <IconCircle {...SIZE} />
              )}
            </span>
            <span className={styles.probeLabel}>{PROBE_STEP_LABELS[id]}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

export function sentenceOver({ ok, steps, twin }: Pick<ProbeResult, 'ok' | 'steps' | 'twin'>): string {
  const failed = steps.filter(({ state }) => state === 'failed').length;
  if (!ok && failed > 1) return `${String(failed)} steps failed. Begin with the first.`;
  if (!ok) return 'One step failed. Do what it says, then test again.';
  if (twin !== null) return `The connection works, but ${twin.name} reads this account already.`;
  const noted = failed + steps.filter(({ state }) => state === 'warning').length;
  if (noted === 0) return 'The connection works.';
  return noted === 1
    ? 'The connection works. One thing is worth knowing.'
    : `The connection works. ${String(noted)} things are worth knowing.`;
}

function DoneStep({ step, guide }: { step: ProbeStep; guide: string }) {
  return (
    <li>
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
                <GuideLink href={`${guide}#${step.guideAnchor}`} />
              </>
            )}
          </span>
        )}
      </span>
      <span className={styles.probeTime}>
        {step.state === 'skipped' || step.ms < 100 ? '' : formatDuration(step.ms)}
      </span>
    </li>
  );
}

/** To a place in the guide; on this page by the browser itself, which tells the guide to show it. */
function GuideLink({ href }: { href: string }) {
  const words = 'Show me in the guide';
  if (href.startsWith('#'))
    return (
      <a className={shared.link} href={href}>
        {words}
      </a>
    );
  return (
    <Link className={shared.link} href={href}>
      {words}
    </Link>
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
