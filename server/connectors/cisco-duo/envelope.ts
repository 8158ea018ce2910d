import {
  connectorError,
  type ConnectorError,
  type ConnectorErrorDetail,
} from '@/domain/connectors/connector-error';
import type { HttpFailure, HttpFailureCode } from '@/server/platform/http-failure';
import type { ConnectorErrorCode } from '@/domain/connectors/connector-error';

/** What went wrong on the way, as the connector says it. */
export function errorOfFailure(failure: HttpFailure): ConnectorError {
  return connectorError(BY_FAILURE[failure.code], { cause: failure.cause });
}

const BY_FAILURE: Readonly<Record<HttpFailureCode, ConnectorErrorCode>> = {
  host_not_allowed: 'host_pattern',
  unknown_host: 'unknown_host',
  dns_failed: 'dns_failed',
  blocked_address: 'blocked_address',
  refused: 'refused',
  unreachable: 'unreachable',
  tls: 'tls',
  timeout: 'timeout',
  cancelled: 'cancelled',
  connection_lost: 'connection_lost',
  bad_http: 'not_json',
  redirect: 'redirect',
  encoded_body: 'encoded_body',
  too_large: 'too_large',
  proxy_unreachable: 'proxy_unreachable',
  proxy_tls: 'proxy_tls',
  proxy_auth: 'proxy_auth',
  proxy_refused: 'proxy_refused',
  proxy_failed: 'proxy_failed',
  proxy_answer: 'proxy_answer',
  unknown: 'unknown',
};

/** Duo's envelope, of which any part may be missing or of a wrong type. */
export type DuoEnvelope = Readonly<Record<string, unknown>>;

/** The envelope of an answer, or null when the body is not a JSON object. */
export function parseEnvelope(body: Buffer): DuoEnvelope | null {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}

/**
 * How Duo says that a request failed, or null when the answer is good: status 200 and `stat` OK. `detail` is what
 * the headers told.
 */
export function errorOfAnswer(
  httpStatus: number,
  envelope: DuoEnvelope | null,
  detail: ConnectorErrorDetail,
): ConnectorError | null {
  if (envelope === null) return connectorError(codeOfForeignBody(httpStatus), { ...detail, httpStatus });
  if (httpStatus === 200 && envelope['stat'] === 'OK') return null;
  return connectorError(codeOf(httpStatus, envelope), { ...detail, ...vendorWords(envelope), httpStatus });
}

/** A proxy or a filter answered, or Duo in distress: only 429 and 5xx still say what to do. */
function codeOfForeignBody(httpStatus: number): ConnectorErrorCode {
  if (httpStatus === 429) return 'duo_42901';
  return httpStatus >= 500 ? 'server_error' : 'not_json';
}

function codeOf(httpStatus: number, envelope: DuoEnvelope): ConnectorErrorCode {
  const known = BY_DUO_CODE[numericCode(envelope['code'])];
  if (known !== undefined) return known;
  if (httpStatus !== 200) return byHttpStatus(httpStatus);
  return envelope['stat'] === 'FAIL' ? 'failed_with_200' : 'unexpected_shape';
}

/** Source: Duo's Admin API documentation, "Response format", and the clients named in the reference. */
const BY_DUO_CODE: Readonly<Record<number, ConnectorErrorCode>> = {
  40001: 'duo_40001',
  40002: 'duo_40002',
  40101: 'duo_40101',
  40102: 'duo_40102',
  40103: 'duo_40103',
  40105: 'duo_40105',
  40301: 'duo_40301',
  40401: 'duo_40401',
  42901: 'duo_42901',
  50000: 'server_error',
  50001: 'server_error',
};

function byHttpStatus(httpStatus: number): ConnectorErrorCode {
  if (httpStatus === 401) return 'unauthorized';
  if (httpStatus === 403) return 'duo_40301';
  if (httpStatus === 404) return 'duo_40401';
  if (httpStatus === 408) return 'timeout';
  if (httpStatus === 429) return 'duo_42901';
  if (httpStatus >= 500) return 'server_error';
  if (httpStatus >= 400) return 'bad_request';
  return 'unknown';
}

/** Duo's code is a number, and now and then a string or an empty one. */
function numericCode(code: unknown): number {
  if (typeof code === 'number') return code;
  return typeof code === 'string' && /^\d{5}$/.test(code.trim()) ? Number(code.trim()) : 0;
}

function vendorWords(envelope: DuoEnvelope): ConnectorErrorDetail {
  const said = [envelope['message'], envelope['message_detail']];
  const words = said.filter((part) => typeof part === 'string' && part !== '');
  const given = envelope['code'];
  const code = typeof given === 'number' || typeof given === 'string' ? String(given) : '';
  return {
    ...(words.length > 0 ? { vendorMessage: words.join(': ').slice(0, 300) } : {}),
    ...(code === '' ? {} : { vendorCode: code.slice(0, 20) }),
  };
}
