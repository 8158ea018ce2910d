import { z } from 'zod';
import { findConnector } from '@/domain/connectors/catalogue';
import type { ConnectorError } from '@/domain/connectors/connector-error';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import { Refusal } from '@/domain/refusal';
import type {
  ConnectorAdapter,
  ConnectorCredentials,
  PreparedCredentials,
} from '@/server/connectors/connector';
import type { Runtime } from '@/server/services/runtime';

/** More than any connector's form has. */
const MOST_FIELDS = 50;

/** What a connector's form holds, by the id of the field. The connector itself says what each must be. */
export const typedFieldsSchema = z
  .record(
    z.string().max(60),
    z
      .string('give each field as a text.')
      .max(400, 'this is longer than any value that can be right. Copy it again.'),
    'fields: give the values of the form by the ids of its fields, as in {"host": "…"}.',
  )
  .refine((fields) => Object.keys(fields).length <= MOST_FIELDS, {
    error: `fields: the form has fewer than ${MOST_FIELDS} fields. Send those alone.`,
  })
  .meta({ maxProperties: MOST_FIELDS });

/** The manifest and the adapter of a connector. Throws a Refusal that names the field where there is none. */
export function connectorOf(
  runtime: Pick<Runtime, 'adapterOf'>,
  connector: string,
): { readonly manifest: ConnectorManifest; readonly adapter: ConnectorAdapter } {
  const manifest = findConnector(connector);
  const adapter = runtime.adapterOf(connector);
  if (manifest !== undefined && adapter !== null) return { manifest, adapter };
  throw Refusal.invalid(
    'connector',
    'connector: there is none of this name. Choose one of those that the hub shows.',
  );
}

/**
 * What a form sent, cleaned and checked; `before` are the credentials that are to be replaced. Throws a Refusal that
 * names each field that cannot be right.
 */
export function prepareFields(
  adapter: Pick<ConnectorAdapter, 'prepare'>,
  typed: Readonly<Record<string, string>>,
  before?: ConnectorCredentials,
): Extract<PreparedCredentials, { ok: true }> {
  const prepared = adapter.prepare(typed, before);
  if (prepared.ok) return prepared;
  const { faults } = prepared;
  throw new Refusal('invalid_input', faults[0]?.message ?? 'The credentials cannot be read.', faults);
}

/** The form field that an error of the vendor is about; null where none is to blame. */
export function blamedField(
  { fields }: Pick<ConnectorManifest, 'fields'>,
  error: Pick<ConnectorError, 'code' | 'class'>,
): string | null {
  const blamed =
    fields.find(({ blamedFor }) => blamedFor.includes(error.code)) ??
    fields.find(({ blamedFor }) => blamedFor.includes(error.class));
  return blamed?.id ?? null;
}

/** What is said where another integration reads a source already, and the field that it is said of. */
export function readAlready(
  manifest: Pick<ConnectorManifest, 'name' | 'fields'>,
  other: string,
): { readonly field: string; readonly message: string } {
  return {
    field: manifest.fields.find(({ holds }) => holds === 'host')?.id ?? 'fields',
    message: `${other} reads this ${manifest.name} account already. Read each account once; its keys can be replaced on its page.`,
  };
}
