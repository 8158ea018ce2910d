import { z } from 'zod';
import type { ConnectorManifest, ConnectorStream } from '@/domain/connectors/connector-manifest';
import { intervalFault } from '@/domain/connectors/interval-fault';
import { Refusal } from '@/domain/refusal';

/** What somebody chose of a connector's streams; the connector itself says what each may be. */
export const chosenStreamsSchema = z
  .array(
    z.object({
      stream: z.string('name the stream.').max(60),
      enabled: z.boolean('give true or false.').default(true),
      intervalSeconds: z.number('give a whole number of seconds.').optional(),
    }),
    'streams: give a list of {"stream", "enabled", "intervalSeconds"}.',
  )
  .max(50);

export interface ChosenStream {
  readonly stream: ConnectorStream;
  readonly enabled: boolean;
  readonly intervalSeconds: number;
}

/**
 * Every stream of a connector with what was chosen of it, else with its defaults. Throws a Refusal that names the
 * field: a stream there is not, one named twice, an interval out of its bounds, the main stream switched off.
 */
export function chooseStreams(
  manifest: Pick<ConnectorManifest, 'name' | 'streams' | 'mainStream'>,
  chosen: z.output<typeof chosenStreamsSchema>,
): readonly ChosenStream[] {
  for (const [index, { stream, enabled, intervalSeconds }] of chosen.entries()) {
    const path = `streams.${index}`;
    const known = manifest.streams.find(({ id }) => id === stream);
    if (known === undefined) {
      const ids = manifest.streams.map(({ id }) => id).join(', ');
      refuse(`${path}.stream`, `${manifest.name} has no stream ${stream}. It has ${ids}.`);
    }
    if (chosen.findIndex((other) => other.stream === stream) !== index)
      refuse(`${path}.stream`, `${known.label} is named twice. Name it once.`);
    if (!enabled && stream === manifest.mainStream)
      refuse(
        `${path}.enabled`,
        `${known.label} cannot be off: the integration is there for it. Leave it on.`,
      );
    const fault = intervalSeconds === undefined ? null : intervalFault(known, intervalSeconds);
    if (fault !== null) refuse(`${path}.intervalSeconds`, fault);
  }
  return manifest.streams.map((stream) => {
    const choice = chosen.find((one) => one.stream === stream.id);
    return {
      stream,
      enabled: choice?.enabled ?? true,
      intervalSeconds: choice?.intervalSeconds ?? stream.defaultIntervalSeconds,
    };
  });
}

function refuse(field: string, message: string): never {
  throw Refusal.invalid(field, `${field}: ${message}`);
}
