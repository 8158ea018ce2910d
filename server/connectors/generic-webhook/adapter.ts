import { connectorError } from '@/domain/connectors/connector-error';
import { GENERIC_WEBHOOK } from '@/domain/connectors/generic-webhook';
import type {
  ConnectorCredentials,
  InboundAdapter,
  InboundRequest,
  InboundResult,
} from '@/server/connectors/connector';
import { prepareWebhook, secretsAt } from '@/server/connectors/generic-webhook/credentials';
import { readDelivery, readEventAgain } from '@/server/connectors/generic-webhook/read-delivery';
import { readEvent } from '@/server/connectors/generic-webhook/read-event';
import {
  HEADER,
  isSignedBy,
  MOST_SKEW_SECONDS,
  nameOfSigned,
  signatureOf,
} from '@/server/connectors/generic-webhook/signature';
import { isJsonObject, readJson } from '@/server/connectors/json-value';

/** Who reported, where an event is read without the form that says so. */
const NOBODY_NAMED = 'Another system';

const DELIVERY_KEY = /^[A-Za-z0-9._:-]{8,128}$/;

/** The generic webhook behind the connector contract. `now` is our clock in epoch milliseconds. */
export function createWebhookAdapter({ now = Date.now }: { readonly now?: () => number }): InboundAdapter {
  return {
    id: GENERIC_WEBHOOK.id,
    delivery: 'inbound',
    prepare: (typed, before) => prepareWebhook(typed, before, now()),
    receive,
    readStored(_stream, text, occurredAt) {
      const value = readJson(text);
      const read = isJsonObject(value) ? readEvent(value, occurredAt, NOBODY_NAMED) : null;
      return read?.ok === true ? read.record : null;
    },
    readAgain: (_stream, bytes, at) => readEventAgain(bytes, at, NOBODY_NAMED),
    // There is nobody to ask: what can be tried is that our own signature opens our own door.
    async *probe({ credentials }) {
      const began = performance.now();
      const ok = await Promise.resolve(takesOwnSignature(credentials, now()));
      yield {
        step: 'signature',
        state: ok ? 'ok' : 'failed',
        detail: ok
          ? 'A sample delivery was signed and sent through the same check as real ones: its signature was accepted.'
          : 'The stored secret is incomplete, so no delivery can be accepted.',
        remedy: ok ? null : 'Replace the keys of this integration.',
        guide: ok ? null : 'credentials',
        ms: performance.now() - began,
      };
      return {
        ok,
        credentials,
        error: ok ? null : connectorError('credentials_incomplete'),
        edition: null,
        userCount: null,
        streams: [],
      };
    },
  };
}

function takesOwnSignature(credentials: ConnectorCredentials, now: number): boolean {
  const body = Buffer.from('{"events":[]}');
  const timestamp = String(Math.floor(now / 1000));
  const headers = {
    [HEADER.timestamp.toLowerCase()]: timestamp,
    [HEADER.delivery.toLowerCase()]: 'connection-test',
    [HEADER.signature.toLowerCase()]: `v1=${signatureOf(credentials['secret'] ?? '', timestamp, body)}`,
  };
  return receive({ credentials, headers, body, now }).ok;
}

function receive({ credentials, headers, body, now }: InboundRequest): InboundResult {
  const given = (name: string): string => headers[name.toLowerCase()] ?? '';
  const timestamp = given(HEADER.timestamp);
  // First of all, so that the work is done whatever else is wrong.
  const signed = isSignedBy(secretsAt(credentials, now), given(HEADER.signature), { timestamp, body });
  const refuse = (proven: boolean, field: string, message: string): InboundResult => {
    return { ok: false, proven, field, message };
  };
  if (given(HEADER.signature) === '' || !/^\d{9,11}$/.test(timestamp)) {
    const missing = timestamp === '' || given(HEADER.signature) === '' ? 'missing' : 'wrong';
    const field = given(HEADER.signature) === '' ? HEADER.signature : HEADER.timestamp;
    return refuse(
      false,
      field,
      `${field} is ${missing}. Send ${HEADER.timestamp} in Unix seconds and ${HEADER.signature} as v1=<hex>.`,
    );
  }
  const skew = Math.round(Number(timestamp) - now / 1000);
  if (Math.abs(skew) > MOST_SKEW_SECONDS) {
    const side = skew > 0 ? 'ahead of' : 'behind';
    const message = `${HEADER.timestamp} is ${Math.abs(skew)} seconds ${side} our clock; ${MOST_SKEW_SECONDS} are allowed. Set the clock of the sender, and sign each attempt anew.`;
    return refuse(false, HEADER.timestamp, message);
  }
  if (!signed) {
    const message = `${HEADER.signature} does not match. Sign the timestamp, a full stop and the raw body with the secret, by HMAC-SHA256, and send it in hex.`;
    return refuse(false, HEADER.signature, message);
  }
  const deliveryKey = given(HEADER.delivery);
  if (!DELIVERY_KEY.test(deliveryKey)) {
    const message = `${HEADER.delivery} must be 8 to 128 letters, digits, dots, colons, hyphens or underscores: a new one for each delivery, the same for each attempt at it.`;
    return refuse(true, HEADER.delivery, message);
  }
  const read = readDelivery(body, now, credentials['reporter'] ?? NOBODY_NAMED);
  if (!read.ok) return refuse(true, read.field, read.message);
  const { records, rejected } = read;
  const stream = GENERIC_WEBHOOK.mainStream;
  return { ok: true, stream, deliveryKey, signed: nameOfSigned(timestamp, body), records, rejected };
}
