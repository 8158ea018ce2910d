import { z } from 'zod';

/** What the form of a connector is to be filled in with, to connect a stand-in for its vendor: of the demo alone. */
export interface StandIn {
  readonly connector: string;
  /** By the id of the field. */
  readonly fields: Readonly<Record<string, string>>;
}

const schema = z.strictObject({
  connector: z.string().min(1),
  fields: z.record(z.string(), z.string().min(1)).and(z.object({ host: z.string() })),
});

/**
 * The stand-in that a setting tells of. It is one only where its host is a simulator of this machine that may be polled:
 * so no real keys can be told, and in production, which has no simulator, nothing is.
 *
 * @throws Error where it cannot be read, or is of another host
 */
export function parseStandIn(text: string, simulatorHosts: readonly string[]): StandIn | null {
  if (simulatorHosts.length === 0) return null;
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new Error('PARAPET_DEMO_STAND_IN: write JSON with connector, and fields with a host among them.');
  const { host } = parsed.data.fields;
  if (!simulatorHosts.includes(host) || !/^127\.0\.0\.1:\d+$/.test(host))
    throw new Error('PARAPET_DEMO_STAND_IN: its host has to be one of PARAPET_SIMULATOR on 127.0.0.1.');
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
