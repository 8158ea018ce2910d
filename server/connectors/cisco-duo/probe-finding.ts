import type { ConnectorError, GuideAnchor } from '@/domain/connectors/connector-error';
import type { ProbeStep, ProbeStepId } from '@/domain/connectors/probe-step';

/** What a step of the connection test found. */
export type Finding =
  | { readonly state: 'ok' | 'skipped'; readonly detail: string }
  | { readonly state: 'failed'; readonly error: ConnectorError }
  | {
      readonly state: 'warning';
      readonly detail: string;
      readonly remedy: string;
      readonly guide: GuideAnchor;
    };

/** Makes steps that tell how long it took since the step before. */
export function stepTimer(): (id: ProbeStepId, finding: Finding) => ProbeStep {
  let startedAt = performance.now();
  return (id, finding) => {
    const ms = Math.round(performance.now() - startedAt);
    startedAt = performance.now();
    return { step: id, state: finding.state, ...wordsOf(finding), ms };
  };
}

function wordsOf(finding: Finding): Pick<ProbeStep, 'detail' | 'remedy' | 'guide'> {
  switch (finding.state) {
    case 'failed': {
      const { message: detail, remedy, guide } = finding.error;
      return { detail, remedy, guide };
    }
    case 'warning': {
      const { detail, remedy, guide } = finding;
      return { detail, remedy, guide };
    }
    default:
      return { detail: finding.detail, remedy: null, guide: null };
  }
}
