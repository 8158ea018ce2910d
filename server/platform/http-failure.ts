/** Everything that can keep a guarded request from giving an answer. */
export type HttpFailureCode =
  | 'host_not_allowed'
  | 'unknown_host'
  | 'dns_failed'
  | 'blocked_address'
  | 'refused'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'cancelled'
  | 'connection_lost'
  | 'bad_http'
  | 'redirect'
  | 'encoded_body'
  | 'too_large'
  | 'unknown';

export interface HttpFailure {
  readonly code: HttpFailureCode;
  /** The network's own word (`ECONNREFUSED`), the blocked address, or the size: for logs and diagnosis. */
  readonly cause: string;
  /** The request went out on a kept connection that the other side may just have closed: try once more. */
  readonly onReusedConnection: boolean;
}

const BY_CODE: Readonly<Record<string, HttpFailureCode>> = {
  ENOTFOUND: 'unknown_host',
  ENODATA: 'unknown_host',
  EAI_NONAME: 'unknown_host',
  EAI_AGAIN: 'dns_failed',
  EAI_FAIL: 'dns_failed',
  ESERVFAIL: 'dns_failed',
  ETIMEOUT: 'dns_failed',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'connection_lost',
  ECONNABORTED: 'connection_lost',
  EPIPE: 'connection_lost',
  EPROTO: 'tls',
};

const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|CERT_|CRL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH)/;

/** The failure that a network error of Node stands for. */
export function httpFailure(error: unknown, onReusedConnection = false): HttpFailure {
  const cause = causeOf(error);
  const code =
    BY_CODE[cause] ?? (TLS_CODE.test(cause) ? 'tls' : cause.startsWith('HPE_') ? 'bad_http' : 'unknown');
  return { code, cause, onReusedConnection };
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.name;
}
