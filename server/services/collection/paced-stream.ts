import { findStream } from '@/domain/connectors/catalogue';
import type { ConnectorStream } from '@/domain/connectors/connector-manifest';
import type { Environment } from '@/server/platform/environment';

/**
 * A stream of a connector as it is polled here: the manifest's pace, which only the setting that allows the simulator
 * may shorten. Null when the connector has no such stream.
 */
export function pacedStream(
  environment: Environment,
  connector: string,
  stream: string,
): ConnectorStream | null {
  const manifest = findStream(connector, stream);
  if (manifest === undefined) return null;
  const { lagMs, marginMs, cycleMs, pageMs } = environment.timing;
  const share = cycleMs === undefined ? 1 : Math.min(1, cycleMs / manifest.minCycleMs);
  return {
    ...manifest,
    rereads: manifest.rereads.map((reread) => ({ ...reread, everyMs: reread.everyMs * share })),
    lagMs: lagMs ?? manifest.lagMs,
    marginMs: marginMs ?? manifest.marginMs,
    minCycleMs: cycleMs ?? manifest.minCycleMs,
    minPageGapMs: pageMs ?? manifest.minPageGapMs,
  };
}
