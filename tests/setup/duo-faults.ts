import { IKEY, SKEY, type Simulator } from './simulator-process';

const LOG = '/admin/v2/logs/authentication';

/** Something that goes wrong between Parapet and Duo, and what is to be said of it. */
interface Fault {
  readonly name: string;
  readonly arrange: (simulator: Simulator) => Promise<unknown>;
  readonly undo?: (simulator: Simulator) => Promise<unknown>;
  readonly code: string;
  readonly class: string;
  /** Status of the integration while it lasts, the last success being recent. */
  readonly word: string;
  readonly message: RegExp;
  readonly detail: RegExp | null;
  /** Milliseconds until the next attempt; null where only a person can help. */
  readonly retry: readonly [least: number, most: number] | null;
}

/** Orders a fault for the next answers of the authentication log. */
export const fault = (body: object) => (simulator: Simulator) =>
  simulator.control('POST /fault', { path: LOG, ...body });
const secret = (body: object) => (simulator: Simulator) => simulator.control('POST /secret', body);
/** Ends every fault. */
export const clear = fault({ kind: 'clear', path: undefined });
/** The pace of the test is 500 ms for a minute. */
const SOON: Fault['retry'] = [400, 700];

/** What can go wrong and heal. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'a wrong secret key',
    arrange: secret({ skey: 'anothersecretanothersecretanothersecret1' }),
    undo: secret({ skey: SKEY }),
    code: 'duo_40103',
    class: 'credentials',
    word: 'action_required',
    message: /signature.*secret key/,
    detail: /HTTP 401 · code 40103/,
    retry: null,
  },
  {
    name: 'an integration key that Duo does not know',
    arrange: secret({ ikey: 'DIOTHEROTHEROTHER001' }),
    undo: secret({ ikey: IKEY }),
    code: 'duo_40102',
    class: 'credentials',
    word: 'action_required',
    message: /integration key/,
    detail: /code 40102/,
    retry: null,
  },
  {
    name: 'a permission that was taken away',
    arrange: (simulator) => simulator.control('POST /permissions', { revoke: ['read_log'] }),
    undo: (simulator) => simulator.control('POST /permissions', { grant: ['read_log'] }),
    code: 'duo_40301',
    class: 'capability',
    word: 'action_required',
    message: /does not let this application read/,
    detail: /HTTP 403 · code 40301/,
    retry: SOON,
  },
  {
    name: 'a rate limit without Retry-After',
    arrange: fault({ kind: 'rate_limited' }),
    code: 'duo_42901',
    class: 'throttle',
    word: 'rate_limited',
    message: /fewer requests/,
    detail: /HTTP 429/,
    retry: SOON,
  },
  {
    name: 'a rate limit with Retry-After',
    arrange: fault({ kind: 'rate_limited', retryAfter: 2 }),
    code: 'duo_42901',
    class: 'throttle',
    word: 'rate_limited',
    message: /fewer requests/,
    detail: /HTTP 429/,
    retry: [1_700, 2_100],
  },
  {
    name: 'a fault of the server',
    arrange: fault({ kind: 'server_error' }),
    code: 'server_error',
    class: 'transient',
    word: 'connected',
    message: /fault of its own/,
    detail: /HTTP 500 · code 50000/,
    retry: SOON,
  },
  {
    name: 'a page of HTML from a gateway',
    arrange: fault({ kind: 'not_json' }),
    code: 'server_error',
    class: 'transient',
    word: 'connected',
    message: /fault of its own/,
    detail: /HTTP 502/,
    retry: SOON,
  },
  {
    name: 'a connection that is reset, and again on a new one',
    arrange: fault({ kind: 'reset', times: 2 }),
    undo: clear,
    code: 'connection_lost',
    class: 'network',
    word: 'connected',
    message: /connection broke/,
    detail: /ECONNRESET/,
    retry: SOON,
  },
  {
    name: 'half an answer',
    arrange: fault({ kind: 'truncated' }),
    code: 'connection_lost',
    class: 'network',
    word: 'connected',
    message: /before the whole answer/,
    detail: null,
    retry: SOON,
  },
  {
    name: 'a clock that is a quarter of an hour off',
    arrange: (simulator) => simulator.control('POST /fault', { kind: 'clock_skew', seconds: 900 }),
    undo: clear,
    code: 'duo_40105',
    class: 'clock',
    word: 'action_required',
    message: /15 minutes behind/,
    detail: /code 40105/,
    retry: SOON,
  },
  {
    name: 'a request that arrives without credentials',
    arrange: fault({ kind: 'duo_error', code: 40101 }),
    code: 'duo_40101',
    class: 'credentials',
    word: 'action_required',
    message: /no credentials/,
    detail: /HTTP 401 · code 40101/,
    retry: null,
  },
  {
    name: 'an application that was deleted in Duo',
    arrange: (simulator) => simulator.control('POST /application', { deleted: true }),
    undo: (simulator) => simulator.control('POST /application', { deleted: false }),
    code: 'duo_40102',
    class: 'credentials',
    word: 'action_required',
    message: /integration key/,
    detail: /code 40102/,
    retry: null,
  },
  {
    name: 'an address that is not among the networks for API access',
    arrange: (simulator) => simulator.control('POST /network', { deny: true }),
    undo: (simulator) => simulator.control('POST /network', { deny: false }),
    code: 'duo_40301',
    class: 'capability',
    word: 'action_required',
    message: /does not let this application read/,
    detail: /not among the networks for API access/,
    retry: SOON,
  },
  {
    name: 'an account that does not offer it',
    arrange: fault({ kind: 'duo_error', code: 40401 }),
    code: 'duo_40401',
    class: 'capability',
    word: 'action_required',
    message: /does not offer/,
    detail: /HTTP 404 · code 40401/,
    retry: SOON,
  },
  {
    name: 'a parameter that Duo misses',
    arrange: fault({ kind: 'duo_error', code: 40001, detail: 'mintime' }),
    code: 'duo_40001',
    class: 'bad_request',
    word: 'connected',
    message: /lacks a parameter/,
    detail: /HTTP 400 · code 40001/,
    retry: SOON,
  },
  {
    name: 'a parameter that Duo does not take',
    arrange: fault({ kind: 'duo_error', code: 40002, detail: 'mintime' }),
    code: 'duo_40002',
    class: 'bad_request',
    word: 'connected',
    message: /not valid/,
    detail: /HTTP 400 · code 40002/,
    retry: SOON,
  },
  {
    name: 'a failure in an answer with status 200',
    arrange: fault({ kind: 'fail_with_200', code: 40501 }),
    code: 'failed_with_200',
    class: 'transient',
    word: 'connected',
    message: /otherwise in order/,
    detail: /HTTP 200 · code 40501/,
    retry: SOON,
  },
  {
    name: 'a known error in an answer with status 200',
    arrange: fault({ kind: 'fail_with_200', code: 42901 }),
    code: 'duo_42901',
    class: 'throttle',
    word: 'rate_limited',
    message: /fewer requests/,
    detail: /HTTP 200 · code 42901/,
    retry: SOON,
  },
  {
    name: 'a redirect to somewhere else',
    arrange: fault({ kind: 'redirect' }),
    code: 'redirect',
    class: 'protocol',
    word: 'connected',
    message: /redirect/,
    detail: null,
    retry: SOON,
  },
  {
    name: 'a page of HTML with status 200, as of a sign-in to the network',
    arrange: fault({ kind: 'html_ok' }),
    code: 'not_json',
    class: 'protocol',
    word: 'connected',
    message: /not JSON/,
    detail: /HTTP 200/,
    retry: SOON,
  },
  {
    name: 'a server that is not available',
    arrange: fault({ kind: 'unavailable' }),
    code: 'server_error',
    class: 'transient',
    word: 'connected',
    message: /fault of its own/,
    detail: /HTTP 503/,
    retry: SOON,
  },
];

/** What Duo does wrong where a page ends: faults in the order of the requests. */
export const MISLEADING = [
  { name: 'the offset repeats', faults: [['repeat_offset', 2]] },
  { name: 'the first page is empty and has an offset', faults: [['empty_page', 1]] },
  {
    name: 'a page in the middle is empty and has an offset',
    faults: [
      ['slow', 1],
      ['empty_page', 1],
    ],
  },
  {
    name: 'the offset repeats in the middle',
    faults: [
      ['slow', 1],
      ['repeat_offset', 1],
    ],
  },
  { name: 'two offsets lead to each other', faults: [['cycle_offsets', 5]] },
] as const;
