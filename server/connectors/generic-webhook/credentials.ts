import { randomBytes } from 'node:crypto';
import { GENERIC_WEBHOOK } from '@/domain/connectors/generic-webhook';
import type { ConnectorCredentials, PreparedCredentials } from '@/server/connectors/connector';
import { newSecret } from '@/server/connectors/generic-webhook/signature';

const HOUR_MS = 3_600_000;

/**
 * The form checked, and a new secret with it. The secret that it replaces stays good for as long as the form says.
 *
 * @param now epoch milliseconds
 */
export function prepareWebhook(
  typed: Readonly<Record<string, string>>,
  before: ConnectorCredentials | undefined,
  now: number,
): PreparedCredentials {
  const values = new Map(GENERIC_WEBHOOK.fields.map(({ id }) => [id, (typed[id] ?? '').trim()]));
  const faults = GENERIC_WEBHOOK.fields.flatMap(({ id, pattern, message, required }) => {
    const value = values.get(id) ?? '';
    if (value === '') return [{ field: id, message: required }];
    return new RegExp(pattern).test(value) ? [] : [{ field: id, message }];
  });
  if (faults.length > 0) return { ok: false, faults };
  const secret = newSecret();
  const overlapMs = Number(values.get('overlap')) * HOUR_MS;
  const previous = before?.['secret'];
  return {
    ok: true,
    credentials: {
      ...Object.fromEntries(values),
      secret,
      ...(previous === undefined || overlapMs === 0
        ? {}
        : { previousSecret: previous, previousUntil: String(now + overlapMs) }),
    },
    address: null,
    keyEnding: secret.slice(-4),
    reveal: [{ label: 'Signing secret', value: secret }],
  };
}

/** The secrets that are good at an instant. Without credentials one that nobody has, so that the work is the same. */
export function secretsAt(credentials: ConnectorCredentials, now: number): readonly string[] {
  const { secret = randomBytes(32).toString('hex'), previousSecret, previousUntil = '0' } = credentials;
  return previousSecret !== undefined && now < Number(previousUntil) ? [secret, previousSecret] : [secret];
}
