/** What an error asks of us: mend the credentials, wait, try again, leave it. Decides what happens to a stream. */
export type ConnectorErrorClass =
  | 'credentials'
  | 'clock'
  | 'capability'
  | 'bad_request'
  | 'throttle'
  | 'transient'
  | 'network'
  | 'tls'
  | 'host'
  | 'protocol';

interface ErrorFacts {
  readonly class: ConnectorErrorClass;
  /** What happened, as a sentence. */
  readonly message: string;
  /** What the person does about it, as a sentence. */
  readonly remedy: string;
  /** Part of the in-app guide that helps: the id of a step or of a troubleshooting entry. */
  readonly guide: GuideAnchor;
}

/** Ids of the parts of a connector's guide that an error may point to. */
export type GuideAnchor =
  | 'credentials'
  | 'permissions'
  | 'configure'
  | 'trouble-401'
  | 'trouble-403'
  | 'trouble-429'
  | 'trouble-clock'
  | 'trouble-network'
  | 'trouble-vendor';

const FACTS = {
  host_pattern: {
    class: 'host',
    message: 'The API host name is not one of Duo.',
    remedy: 'Copy the API hostname from the Admin API application in Duo; it reads api-….duosecurity.com.',
    guide: 'credentials',
  },
  unknown_host: {
    class: 'host',
    message: 'No address was found for the API host name.',
    remedy:
      'Compare the host name with the one in the Duo Admin Panel, then check that this machine can resolve names.',
    guide: 'trouble-network',
  },
  blocked_address: {
    class: 'host',
    message: 'The API host name leads to a private or reserved address, so no connection was made.',
    remedy: 'Check the DNS server of this machine; it must give the public address of the host.',
    guide: 'trouble-network',
  },
  dns_failed: {
    class: 'network',
    message: 'The name server did not answer when asked for the API host name.',
    remedy:
      'Check the DNS settings and the network of this machine; polling goes on by itself once names resolve.',
    guide: 'trouble-network',
  },
  refused: {
    class: 'network',
    message: 'The connection to Duo was refused.',
    remedy: 'Allow outgoing connections from this machine to the API host on port 443.',
    guide: 'trouble-network',
  },
  unreachable: {
    class: 'network',
    message: 'Duo could not be reached over the network.',
    remedy: 'Check the network and the firewall of this machine; it must reach the API host on port 443.',
    guide: 'trouble-network',
  },
  connection_lost: {
    class: 'network',
    message: 'The connection broke before the whole answer had arrived.',
    remedy:
      'Nothing needs doing if it happens once; if it goes on, check the firewall between this machine and Duo.',
    guide: 'trouble-network',
  },
  timeout: {
    class: 'network',
    message: 'Duo did not answer in time.',
    remedy:
      'Nothing needs doing if it happens once; if it goes on, check that port 443 is open all the way to Duo.',
    guide: 'trouble-network',
  },
  cancelled: {
    class: 'transient',
    message: 'The request was cancelled before Duo had answered.',
    remedy: 'Nothing needs doing: the next run asks again.',
    guide: 'trouble-network',
  },
  tls: {
    class: 'tls',
    message: 'The server did not prove that it is Duo: its TLS certificate was not accepted.',
    remedy:
      'If TLS is inspected here, name the certificate authority of the inspection in EXTRA_CA_FILE; otherwise check the date of this machine.',
    guide: 'trouble-network',
  },
  proxy_unreachable: {
    class: 'network',
    message: 'The outbound proxy could not be reached, so Duo was not asked.',
    remedy:
      'Check that the proxy runs and that this machine reaches its host and port as OUTBOUND_PROXY names them.',
    guide: 'trouble-network',
  },
  proxy_tls: {
    class: 'tls',
    message: 'The outbound proxy did not prove who it is: its own TLS certificate was not accepted.',
    remedy:
      'Name the authority of its certificate in EXTRA_CA_FILE; if the proxy speaks plain HTTP, begin OUTBOUND_PROXY with http.',
    guide: 'trouble-network',
  },
  proxy_auth: {
    class: 'host',
    message: 'The outbound proxy asks for a user and password, or does not accept those that it was given.',
    remedy:
      'Write them into OUTBOUND_PROXY as in http://user:password@host:port, and start Parapet again; the proxy must accept the method Basic.',
    guide: 'trouble-network',
  },
  proxy_refused: {
    class: 'host',
    message: 'The outbound proxy does not allow a connection to the API host.',
    remedy: 'Ask whoever runs the proxy to allow CONNECT from this machine to the API host on port 443.',
    guide: 'trouble-network',
  },
  proxy_failed: {
    class: 'network',
    message: 'The outbound proxy did not get through to Duo.',
    remedy:
      'Nothing needs doing if it happens once; if it goes on, check the host name, and whether the proxy itself resolves and reaches it.',
    guide: 'trouble-network',
  },
  proxy_answer: {
    class: 'network',
    message: 'The outbound proxy answered with something of its own in place of a connection to Duo.',
    remedy:
      'Check that OUTBOUND_PROXY names an HTTP proxy that allows CONNECT, and that no sign-in page stands in front of it.',
    guide: 'trouble-network',
  },
  redirect: {
    class: 'protocol',
    message: 'The server answered with a redirect, which Duo never does.',
    remedy: 'Check the host name, and whether a proxy or a sign-in page of the network stands in between.',
    guide: 'trouble-network',
  },
  not_json: {
    class: 'protocol',
    message: 'The server answered with something that is not JSON.',
    remedy: 'Check the host name, and whether a proxy or a filter of the network answers in place of Duo.',
    guide: 'trouble-network',
  },
  unexpected_shape: {
    class: 'protocol',
    message: 'Duo answered in a form that Parapet does not understand.',
    remedy:
      'Polling tries again by itself; if it goes on, report it with the line of this run from the worker’s log.',
    guide: 'trouble-vendor',
  },
  encoded_body: {
    class: 'protocol',
    message: 'The answer was compressed although that was not asked for, so it was not read.',
    remedy: 'Check whether a proxy between this machine and Duo compresses answers, and switch that off.',
    guide: 'trouble-network',
  },
  too_large: {
    class: 'protocol',
    message: 'The answer was larger than any that Duo sends, so reading was stopped.',
    remedy: 'Check the host name, and whether a proxy of the network answers in place of Duo.',
    guide: 'trouble-network',
  },
  credentials_incomplete: {
    class: 'credentials',
    message: 'The stored credentials are incomplete.',
    remedy: 'Enter host, integration key and secret key again.',
    guide: 'configure',
  },
  vault_locked: {
    class: 'transient',
    message: 'The stored keys cannot be opened with the vault key of this worker.',
    remedy:
      'Give the worker the PARAPET_VAULT_KEY that the keys were sealed with and start it again, or replace the keys here.',
    guide: 'configure',
  },
  duo_40101: {
    class: 'credentials',
    message: 'Duo found no credentials in the request.',
    remedy:
      'Enter integration key and secret key again; if it goes on, a proxy is removing the Authorization header.',
    guide: 'trouble-401',
  },
  duo_40102: {
    class: 'credentials',
    message: 'Duo does not know this integration key on this host.',
    remedy:
      'Copy key and host again from one application; it must be an Admin API application and not have been deleted.',
    guide: 'trouble-401',
  },
  duo_40103: {
    class: 'credentials',
    message: 'Duo did not accept the signature, which is made with the secret key.',
    remedy: 'Copy the secret key again from the Duo Admin Panel and enter it here.',
    guide: 'trouble-401',
  },
  unauthorized: {
    class: 'credentials',
    message: 'Duo refused the credentials.',
    remedy: 'Copy host, integration key and secret key again from one Admin API application.',
    guide: 'trouble-401',
  },
  duo_40105: {
    class: 'clock',
    message: 'Duo refused the request because the clock of this machine is wrong.',
    remedy: 'Set the clock of this machine, best by switching on network time (NTP).',
    guide: 'trouble-clock',
  },
  duo_40301: {
    class: 'capability',
    message: 'Duo does not let this application read this.',
    remedy:
      'In Duo, switch on Grant read log for the application, and check its list of allowed networks and your edition.',
    guide: 'trouble-403',
  },
  duo_40401: {
    class: 'capability',
    message: 'This Duo account does not offer what was asked for.',
    remedy:
      'Check that the application in Duo is an Admin API application; the rest keeps working without this.',
    guide: 'trouble-403',
  },
  duo_40001: {
    class: 'bad_request',
    message: 'Duo says that the request lacks a parameter.',
    remedy: 'This is a fault in Parapet: report it with the line of this run from the worker’s log.',
    guide: 'trouble-vendor',
  },
  duo_40002: {
    class: 'bad_request',
    message: 'Duo says that a parameter of the request is not valid.',
    remedy:
      'If the window lies more than 180 days back, choose a later start; otherwise report it with the line of this run from the worker’s log.',
    guide: 'trouble-vendor',
  },
  bad_request: {
    class: 'bad_request',
    message: 'Duo did not accept the request.',
    remedy: 'Report it with the line of this run from the worker’s log, which holds Duo’s own words.',
    guide: 'trouble-vendor',
  },
  duo_42901: {
    class: 'throttle',
    message: 'Duo asks for fewer requests.',
    remedy:
      'Nothing needs doing: polling slows down by itself. If it goes on, raise the interval to 10 minutes or more.',
    guide: 'trouble-429',
  },
  server_error: {
    class: 'transient',
    message: 'Duo had a fault of its own.',
    remedy: 'Nothing needs doing: the request is repeated. If it goes on, look at status.duo.com.',
    guide: 'trouble-vendor',
  },
  failed_with_200: {
    class: 'transient',
    message: 'Duo reported a failure in an answer that was otherwise in order.',
    remedy: 'Nothing needs doing: the request is repeated. If it goes on, look at status.duo.com.',
    guide: 'trouble-vendor',
  },
  not_stored: {
    class: 'transient',
    message: 'Duo answered, but Parapet could not store the page.',
    remedy:
      'Look at the worker’s log and the disk of the database; nothing is lost, and the page is read again.',
    guide: 'trouble-vendor',
  },
  endpoint_busy: {
    class: 'transient',
    message: 'A worker is reading this just now, and an endpoint of the vendor is never asked twice at once.',
    remedy: 'Test again when the run under way has ended; the page of the integration shows it.',
    guide: 'trouble-vendor',
  },
  unknown: {
    class: 'transient',
    message: 'The request to Duo failed for a reason that Parapet does not know.',
    remedy:
      'The request is repeated; if it goes on, report it with the line of this run from the worker’s log.',
    guide: 'trouble-vendor',
  },
} as const satisfies Record<string, ErrorFacts>;

/** Closed set of everything that can go wrong between Parapet and a vendor. Stored: never rename one. */
export type ConnectorErrorCode = keyof typeof FACTS;

/** Every code, for tables and tests. */
export const CONNECTOR_ERROR_CODES: readonly ConnectorErrorCode[] =
  Object.keys(FACTS).filter(isConnectorErrorCode);

/** Details that a person or a log may see. Never holds a secret. */
export interface ConnectorErrorDetail {
  readonly httpStatus?: number;
  /** The vendor's own code, as text. */
  readonly vendorCode?: string;
  /** The vendor's own words, at most 300 characters. */
  readonly vendorMessage?: string;
  /** Our clock minus the vendor's, in seconds: positive means that ours is ahead. */
  readonly clockSkewSeconds?: number;
  /** How long the vendor asks us to wait. */
  readonly retryAfterMs?: number;
  /** The vendor's clock in epoch milliseconds, from the Date header. */
  readonly vendorDate?: number;
  /** The permission that the vendor must grant for what was refused, as the vendor's screen calls it. */
  readonly permission?: string;
  /** The vendor's editions that have what was refused, where not every one has. */
  readonly edition?: string;
  /** The network's own word, such as ECONNREFUSED or the name of a TLS fault. */
  readonly cause?: string;
}

/** A failed exchange with a vendor, as a value. */
export interface ConnectorError {
  readonly code: ConnectorErrorCode;
  readonly class: ConnectorErrorClass;
  /** One sentence: what happened. */
  readonly message: string;
  /** One sentence: what to do. */
  readonly remedy: string;
  readonly guide: GuideAnchor;
  readonly detail: ConnectorErrorDetail;
}

/**
 * The error value for a code. The message names the skew, where a clock is wrong and it is known; the remedy names the
 * permission, where one is missing and it is known.
 */
export function connectorError(code: ConnectorErrorCode, detail: ConnectorErrorDetail = {}): ConnectorError {
  const { message, remedy, ...facts } = FACTS[code];
  return {
    code,
    ...facts,
    message: withSkew(code, message, detail),
    remedy: withPermission(code, remedy, detail),
    detail,
  };
}

/** Whether a text (from the database, say) is one of the codes. */
export function isConnectorErrorCode(value: string): value is ConnectorErrorCode {
  return Object.hasOwn(FACTS, value);
}

function withSkew(code: ConnectorErrorCode, message: string, detail: ConnectorErrorDetail): string {
  const skew = detail.clockSkewSeconds;
  if (code !== 'duo_40105' || skew === undefined || skew === 0) return message;
  const seconds = Math.abs(skew);
  const amount = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `Duo refused the request because the clock of this machine is ${amount} ${skew > 0 ? 'ahead' : 'behind'}.`;
}

function withPermission(code: ConnectorErrorCode, remedy: string, detail: ConnectorErrorDetail): string {
  const { permission, edition } = detail;
  if (code !== 'duo_40301' || permission === undefined) return remedy;
  if (edition !== undefined) {
    return `Duo has this in the editions ${edition} only: without one of them, nothing needs doing; with one, switch on ${permission} for the application.`;
  }
  return `In Duo, switch on ${permission} for the application, and check its list of allowed networks.`;
}
