import type { ProbeStep } from '@/domain/connectors/probe-step';
import type {
  ConnectorAdapter,
  ConnectorCredentials,
  ProbeResult,
  TakeTurn,
} from '@/server/connectors/connector';

/** Every step has a limit of its own; together they may take no longer than a person waits. */
const DEADLINE_MS = 60_000;

export interface Probed {
  readonly steps: readonly ProbeStep[];
  readonly result: ProbeResult;
}

/** Runs a connector's probe to its end; `watch` is told of each step as soon as it is done. */
export async function runProbe(
  adapter: Pick<ConnectorAdapter, 'probe'>,
  credentials: ConnectorCredentials,
  turn: TakeTurn,
  watch?: (step: ProbeStep) => void,
): Promise<Probed> {
  const steps: ProbeStep[] = [];
  const probing = adapter.probe({ credentials, turn, signal: AbortSignal.timeout(DEADLINE_MS) });
  for (;;) {
    const next = await probing.next();
    if (next.done === true) return { steps, result: next.value };
    steps.push(next.value);
    watch?.(next.value);
  }
}
