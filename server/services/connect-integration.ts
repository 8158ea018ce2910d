import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import { instantSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { insertIntegration, integrationNameTaken, integrationOnHost } from '@/server/data/integrations';
import { scheduleIn } from '@/server/data/schedule';
import { defineOperation } from './operation';
import { parseCredentials, tryCredentials } from './tried-credentials';

const [AUTHENTICATION] = CISCO_DUO.streams;
const HISTORY_DAYS = 180;

/**
 * Connects a Duo account. The credentials are tried first and saved only if they work; polling begins at once, forward
 * only: nothing that occurred before this instant is imported.
 */
export const connectIntegration = defineOperation({
  name: 'connect-integration',
  http: { method: 'POST', path: '/api/v1/integrations' },
  permission: 'integrations:write',
  input: z.object({
    connector: z.literal('cisco-duo', 'connector: only cisco-duo can be connected.').default('cisco-duo'),
    name: z
      .string('name: give the integration a name.')
      .trim()
      .min(1, 'name: give the integration a name.')
      .max(80, 'name: use at most 80 characters.'),
    description: z.string().trim().max(500, 'description: use at most 500 characters.').default(''),
    host: z.string('host: enter the API host name.').max(300),
    ikey: z.string('ikey: enter the integration key.').max(200),
    skey: z.string('skey: enter the secret key.').max(200),
    intervalSeconds: z
      .number('intervalSeconds: give a whole number of seconds.')
      .int('intervalSeconds: give a whole number of seconds.')
      .min(60, 'intervalSeconds: Duo asks for no more than one call a minute; use 60 or more.')
      .max(3600, 'intervalSeconds: use at most 3600, an hour.')
      .default(AUTHENTICATION?.defaultIntervalSeconds ?? 60),
    /** Only where the simulator is allowed: a start in the past, so that a demo has a history. */
    enabledAt: instantSchema.optional(),
  }),
  output: z.object({ id: z.uuid() }),
  audit: { entity: 'integration' },
  effect: 'external',
  run: async ({ accountId, actor, runtime, now, transaction, audit, announce }, input) => {
    const credentials = parseCredentials(input, runtime.environment.simulatorHosts);
    await transaction((tx) => refuseTaken(accountId, tx, input.name, credentials.host));
    const enabledAt = startOf(input.enabledAt, now, runtime.environment.simulatorHosts.length > 0);
    const result = await tryCredentials(runtime, input.connector, credentials);
    const id = randomUUID();
    audit({ entityId: id, after: { name: input.name, connector: input.connector, host: credentials.host } });
    announce('integrations');
    await transaction(async (tx) => {
      await refuseTaken(accountId, tx, input.name, credentials.host);
      const streams = CISCO_DUO.streams.map(({ id: stream }) => ({
        stream,
        intervalSeconds: input.intervalSeconds,
      }));
      await insertIntegration(accountId, tx, runtime.vault, {
        id,
        connector: input.connector,
        name: input.name,
        description: input.description,
        host: credentials.host,
        ikeyEnding: credentials.ikey.slice(-4),
        edition: result.edition,
        enabledAt,
        createdAt: now,
        createdBy: actor.kind === 'anonymous' ? 'nobody' : actor.name,
        credentials: result.credentials,
        streams,
      });
      for (const { stream } of streams) {
        await scheduleIn(tx, { accountId, integrationId: id, stream }, 0, 'schedule');
      }
    });
    return { id };
  },
});

/** A name is used once; a Duo account, which its API host names, is read once, or its events would count twice. */
async function refuseTaken(
  accountId: string,
  tx: Parameters<typeof integrationNameTaken>[1],
  name: string,
  host: string,
): Promise<void> {
  if (await integrationNameTaken(accountId, tx, name)) {
    throw Refusal.conflict(
      'name',
      `name: there is an integration called ${name} already. Choose another name.`,
    );
  }
  const other = await integrationOnHost(accountId, tx, host);
  if (other !== null) {
    throw Refusal.conflict(
      'host',
      `host: ${other} reads this Duo account already. Read each Duo account once; its keys can be replaced on its page.`,
    );
  }
}

function startOf(asked: string | undefined, now: number, simulatorAllowed: boolean): number {
  if (asked === undefined) return now;
  if (!simulatorAllowed) {
    throw Refusal.invalid(
      'enabledAt',
      'enabledAt: leave it out. Collection begins now; nothing older is imported.',
    );
  }
  return Math.max(Date.parse(asked), now - (HISTORY_DAYS - 1) * 86_400_000);
}
