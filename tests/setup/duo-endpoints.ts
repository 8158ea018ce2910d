const DAY_MS = 86_400_000;

type Params = Record<string, string>;

/** An endpoint of Duo's Admin API as a client sees it. */
export interface DuoEndpoint {
  readonly path: string;
  readonly permission:
    'read_log' | 'read_information' | 'read_resource' | 'administrators' | 'settings' | 'integrations';
  /** How pages follow each other: by `next_offset`, by `offset` of Trust Monitor, by number, or not at all. */
  readonly paging: 'next_offset' | 'trust' | 'list' | 'seconds' | 'none';
  /** Where the rows stand in `response`; null: `response` is the list itself, or no list. */
  readonly rows: 'authlogs' | 'items' | 'events' | null;
  /** The field that no two rows share; null where Duo gives none. */
  readonly id: string | null;
  /** Most rows that an answer may have. */
  readonly most: number;
  /** Parameters that a good request has. */
  readonly params: (now: number) => Params;
  readonly licensed?: boolean;
  readonly onlyVersion5?: boolean;
}

const days = (now: number, count: number): Params => ({
  mintime: String(now - count * DAY_MS),
  maxtime: String(now),
});
const since = (now: number, count: number): Params => ({
  mintime: String(Math.floor(now / 1000) - count * 86_400),
});
const none = (): Params => ({});

/** Every endpoint that a key may be asked about. */
export const DUO_ENDPOINTS: readonly DuoEndpoint[] = [
  {
    path: '/admin/v2/logs/authentication',
    permission: 'read_log',
    paging: 'next_offset',
    rows: 'authlogs',
    id: 'txid',
    most: 1000,
    params: (now) => days(now, 5),
  },
  {
    path: '/admin/v2/logs/activity',
    permission: 'read_log',
    paging: 'next_offset',
    rows: 'items',
    id: 'activity_id',
    most: 1000,
    params: (now) => days(now, 20),
  },
  {
    path: '/admin/v2/logs/telephony',
    permission: 'read_log',
    paging: 'next_offset',
    rows: 'items',
    id: 'telephony_id',
    most: 1000,
    params: (now) => days(now, 20),
  },
  {
    path: '/admin/v1/trust_monitor/events',
    permission: 'read_log',
    paging: 'trust',
    rows: 'events',
    id: 'sekey',
    most: 200,
    params: (now) => days(now, 20),
    licensed: true,
  },
  {
    path: '/admin/v1/logs/administrator',
    permission: 'read_log',
    paging: 'seconds',
    rows: null,
    id: null,
    most: 1000,
    params: (now) => since(now, 5),
  },
  {
    path: '/admin/v1/logs/offline_enrollment',
    permission: 'read_log',
    paging: 'seconds',
    rows: null,
    id: null,
    most: 1000,
    params: (now) => since(now, 20),
  },
  {
    path: '/admin/v1/logs/authentication',
    permission: 'read_log',
    paging: 'seconds',
    rows: null,
    id: 'txid',
    most: 1000,
    params: (now) => since(now, 5),
  },
  {
    path: '/admin/v1/logs/telephony',
    permission: 'read_log',
    paging: 'seconds',
    rows: null,
    id: null,
    most: 1000,
    params: (now) => since(now, 20),
  },
  {
    path: '/admin/v1/users',
    permission: 'read_resource',
    paging: 'list',
    rows: null,
    id: 'user_id',
    most: 300,
    params: none,
  },
  {
    path: '/admin/v1/groups',
    permission: 'read_resource',
    paging: 'list',
    rows: null,
    id: 'group_id',
    most: 100,
    params: none,
  },
  {
    path: '/admin/v1/phones',
    permission: 'read_resource',
    paging: 'list',
    rows: null,
    id: 'phone_id',
    most: 500,
    params: none,
  },
  {
    path: '/admin/v1/endpoints',
    permission: 'read_resource',
    paging: 'list',
    rows: null,
    id: 'epkey',
    most: 500,
    params: none,
  },
  {
    path: '/admin/v1/admins',
    permission: 'administrators',
    paging: 'list',
    rows: null,
    id: 'admin_id',
    most: 500,
    params: none,
  },
  {
    path: '/admin/v3/integrations',
    permission: 'integrations',
    paging: 'list',
    rows: null,
    id: 'integration_key',
    most: 500,
    params: none,
    onlyVersion5: true,
  },
  {
    path: '/admin/v2/policies',
    permission: 'read_resource',
    paging: 'list',
    rows: null,
    id: 'policy_key',
    most: 100,
    params: none,
    onlyVersion5: true,
  },
  {
    path: '/admin/v2/policies/summary',
    permission: 'read_resource',
    paging: 'none',
    rows: null,
    id: null,
    most: 1,
    params: none,
    onlyVersion5: true,
  },
  {
    path: '/admin/v1/info/summary',
    permission: 'read_information',
    paging: 'none',
    rows: null,
    id: null,
    most: 1,
    params: none,
  },
  {
    path: '/admin/v1/info/authentication_attempts',
    permission: 'read_information',
    paging: 'none',
    rows: null,
    id: null,
    most: 1,
    params: none,
  },
  {
    path: '/admin/v1/settings',
    permission: 'settings',
    paging: 'none',
    rows: null,
    id: null,
    most: 1,
    params: none,
  },
];

/** Parameters as a query, in the order in which they are signed. */
export const queryOf = (params: Params): string =>
  Object.entries(params)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
