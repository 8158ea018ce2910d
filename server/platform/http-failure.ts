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
  | ProxyFailureCode
  | 'unknown';

/** What can go wrong with the outbound proxy before Duo is reached. */
export type ProxyFailureCode =
  /** No connection to the proxy: its name, its port, the network between. */
  | 'proxy_unreachable'
  /** The proxy's own certificate was not accepted, or it speaks no TLS. */
  | 'proxy_tls'
  /** 407: user and password are missing or wrong. */
  | 'proxy_auth'
  /** The proxy does not allow this host. */
  | 'proxy_refused'
  /** The proxy allowed it and could not reach the host, or went silent. */
  | 'proxy_failed'
  /** What answers is no proxy: a page, a redirect, or bytes where a tunnel should be. */
  | 'proxy_answer';

export interface HttpFailure {
  readonly code: HttpFailureCode;
  /** The network's own word (`ECONNREFUSED`), the blocked address, or the size: for logs and diagnosis. */
  readonly cause: string;
  /** The request went out on a kept connection that the other side may just have closed: try once more. */
  readonly onReusedConnection: boolean;
}

/** A failure of the proxy, on its way through Node's agents to the request that needed it. */
export class ProxyFault extends Error {
  override readonly name = 'ProxyFault';

  constructor(
    readonly failure: ProxyFailureCode,
    /** The network's own word or the proxy's status. Never what the proxy wrote, and no password. */
    readonly said: string,
  ) {
    super(`${failure}: ${said}`);
  }
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

/** What OpenSSL says, as code or in words behind EPROTO, when the other side does not speak TLS at all. */
const NOT_TLS = /wrong.version.number|http.request|packet.length.too.long/i;

/** The failure that a network error of Node stands for. */
export function httpFailure(error: unknown, onReusedConnection = false): HttpFailure {
  if (error instanceof ProxyFault)
    return { code: error.failure, cause: error.said, onReusedConnection: false };
  const cause = causeOf(error);
  const code =
    BY_CODE[cause] ?? (TLS_CODE.test(cause) ? 'tls' : cause.startsWith('HPE_') ? 'bad_http' : 'unknown');
  return { code, cause, onReusedConnection };
}

/** The same for a request through a proxy: where no TLS comes back, the proxy has answered in place of Duo. */
export function tunnelledFailure(error: unknown, proxy: string, onReusedConnection: boolean): HttpFailure {
  const failure = httpFailure(error, onReusedConnection);
  const words = error instanceof Error && failure.code === 'tls' ? `${failure.cause} ${error.message}` : '';
  if (!NOT_TLS.test(words)) return failure;
  return { code: 'proxy_answer', cause: `no TLS from ${proxy}`, onReusedConnection: false };
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.name;
}
