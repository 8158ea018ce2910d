import type { GuideAnchor } from '@/domain/connectors/connector-error';

/** The steps of a connection test, in order. */
export const PROBE_STEPS = [
  'host',
  'dns',
  'connection',
  'clock',
  'signature',
  'read_log',
  'other_logs',
  'trust_monitor',
  'read_resource',
  'read_information',
  'least_privilege',
  'sample',
] as const;

export type ProbeStepId = (typeof PROBE_STEPS)[number];

export const PROBE_STEP_LABELS: Readonly<Record<ProbeStepId, string>> = {
  host: 'API host name',
  dns: 'Name lookup',
  connection: 'Secure connection',
  clock: 'Clock',
  signature: 'Keys and signature',
  read_log: 'Permission: read log',
  other_logs: 'Other logs',
  trust_monitor: 'Trust Monitor',
  read_resource: 'Permission: read resource',
  read_information: 'Permission: read information',
  least_privilege: 'No more than needed',
  sample: 'Sample of records',
};

/** One finished step of a connection test. */
export interface ProbeStep {
  readonly step: ProbeStepId;
  /** `warning`: works, but worth knowing. `skipped`: an earlier step failed. */
  readonly state: 'ok' | 'failed' | 'skipped' | 'warning';
  /** One sentence: what was found. */
  readonly detail: string;
  /** One sentence: what to do; null where nothing needs doing. */
  readonly remedy: string | null;
  readonly guide: GuideAnchor | null;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}
