import type { ConnectorManifest, ConnectorStream } from '@/domain/connectors/connector-manifest';
import {
  CISCO_DUO_GUIDE,
  CISCO_DUO_PREREQUISITES,
  CISCO_DUO_TROUBLESHOOTING,
} from '@/domain/connectors/cisco-duo-guide';
import { DUO_FIELD_RULES } from '@/domain/connectors/duo-credentials';
import { DUO_HOST_PATTERN } from '@/domain/connectors/duo-host';

const DAY_MS = 24 * 60 * 60_000;

/** Duo shows nothing younger than two minutes, and keeps 180 days; the pace is what its documentation asks for. */
export const CISCO_DUO_AUTHENTICATION: ConnectorStream = {
  id: 'authentication',
  label: 'Authentication',
  endpoint: '/admin/v2/logs/authentication',
  permission: 'Grant read log',
  defaultIntervalSeconds: 60,
  minIntervalSeconds: 60,
  maxIntervalSeconds: 24 * 60 * 60,
  presetIntervalSeconds: [60, 300, 600],
  optional: false,
  units: 'ms',
  paging: 'next_offset',
  lagMs: 122_000,
  marginMs: 120_000,
  minCycleMs: 60_000,
  minPageGapMs: 2_000,
  limit: 1_000,
  historyLimitMs: 179.5 * DAY_MS,
};

/** Cisco Duo, read through its Admin API. Lists the streams that are polled. */
export const CISCO_DUO: ConnectorManifest = {
  id: 'cisco-duo',
  name: 'Cisco Duo',
  vendor: 'Cisco',
  category: 'Identity & Access',
  summary: 'Collects sign-ins from Duo and recognises attacks on the people behind them.',
  facts: [
    { label: 'Category', value: 'Identity & Access' },
    { label: 'Connector', value: 'cisco-duo' },
    {
      label: 'Authentication',
      value: 'Integration key and secret key; each request is signed (HMAC), the way is found by itself',
    },
    { label: 'Collects', value: 'Authentication log, every minute' },
    { label: 'Several instances', value: 'Yes' },
    { label: 'Duo editions', value: "Any; Duo's own risk detectors need Advantage or Premier" },
    {
      label: 'Needs',
      value: 'An Admin API application with Grant read log, made by a Duo administrator with the Owner role',
    },
    { label: 'Network', value: 'From here to api-….duosecurity.com on port 443' },
    { label: "Duo's documentation", value: 'Admin API', href: 'https://duo.com/docs/adminapi' },
  ],
  fields: [
    {
      id: 'host',
      label: 'API host name',
      help: 'Called API hostname in Duo. A pasted https:// is taken away.',
      placeholder: 'api-1a2b3c4d.duosecurity.com',
      pattern: DUO_HOST_PATTERN,
      message: DUO_FIELD_RULES.host.message,
      required: DUO_FIELD_RULES.host.required,
      secret: false,
    },
    {
      id: 'ikey',
      label: 'Integration key',
      help: 'Called Integration key in Duo; 20 characters, beginning with DI.',
      placeholder: 'DIXXXXXXXXXXXXXXXXXX',
      pattern: DUO_FIELD_RULES.ikey.pattern,
      message: DUO_FIELD_RULES.ikey.message,
      required: DUO_FIELD_RULES.ikey.required,
      secret: false,
    },
    {
      id: 'skey',
      label: 'Secret key',
      help: 'Whoever holds it can read your sign-in log. It is stored encrypted and never shown again.',
      placeholder: '',
      pattern: DUO_FIELD_RULES.skey.pattern,
      message: DUO_FIELD_RULES.skey.message,
      required: DUO_FIELD_RULES.skey.required,
      secret: true,
    },
  ],
  streams: [CISCO_DUO_AUTHENTICATION],
  prerequisites: CISCO_DUO_PREREQUISITES,
  guide: CISCO_DUO_GUIDE,
  troubleshooting: CISCO_DUO_TROUBLESHOOTING,
};
