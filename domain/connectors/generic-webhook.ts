import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import {
  GENERIC_WEBHOOK_GUIDE,
  GENERIC_WEBHOOK_PREREQUISITES,
  GENERIC_WEBHOOK_TROUBLESHOOTING,
} from '@/domain/connectors/generic-webhook-guide';

const DAY_MS = 24 * 60 * 60_000;

/** Identity events that any other system reports by HTTP. Schema and headers: `docs/webhook.md`. */
export const GENERIC_WEBHOOK: ConnectorManifest = {
  id: 'generic-webhook',
  name: 'Generic webhook',
  vendor: 'Any system that can send HTTP',
  category: 'Inbound events',
  delivery: 'inbound',
  icon: 'webhook',
  summary:
    'Takes identity events that another system sends: a service that watches for leaked passwords, another identity provider, a script of your own.',
  facts: [
    { label: 'Category', value: 'Inbound events' },
    { label: 'Connector', value: 'generic-webhook' },
    {
      label: 'Authentication',
      value: 'HMAC-SHA256 over timestamp and body, with a secret that is made here and shown once',
    },
    { label: 'Delivery', value: 'Sent to Parapet as it happens; up to 1,000 events or 1 MiB at a time' },
    { label: 'Several instances', value: 'Yes, one for each system that reports' },
    { label: 'Needs', value: 'A system that can send a signed POST request with a JSON body' },
    { label: 'Network', value: 'From the sender to the address of this Parapet, over HTTPS' },
    { label: 'Documentation', value: 'docs/webhook.md in the source of Parapet' },
  ],
  fields: [
    {
      id: 'reporter',
      holds: 'text',
      label: 'Who reports',
      help: 'Said with each event, as in “Leak Watch reported a leaked password”.',
      placeholder: 'Leak Watch',
      pattern: '^[^\\u0000-\\u001f\\u007f<>]{1,60}$',
      message: 'Use at most 60 characters for who reports, without < and >.',
      required: 'Enter the name of the system that reports, such as Leak Watch.',
      secret: false,
      blamedFor: [],
    },
    {
      id: 'overlap',
      holds: 'text',
      label: 'Hours that a replaced secret stays good',
      help: 'When the secret is replaced, the sender has so long to take the new one. 0 ends the old one at once.',
      placeholder: '24',
      initial: '24',
      pattern: '^([0-9]|1[0-9]|2[0-4])$',
      message: 'Enter whole hours from 0 to 24.',
      required: 'Enter the hours that a replaced secret stays good, from 0 to 24.',
      secret: false,
      blamedFor: [],
    },
  ],
  streams: [
    {
      id: 'events',
      storageNumber: 101,
      label: 'Events',
      summary: 'Identity events as the other system reports them: whom, what, when, and how sure it is.',
      endpoint: 'POST',
      holds: 'records',
      mutable: false,
      counted: false,
      rereads: [],
      permission: 'The signing secret',
      // Nothing is polled: how often the sender delivers is up to it.
      defaultIntervalSeconds: 3_600,
      minIntervalSeconds: 60,
      maxIntervalSeconds: 86_400,
      presetIntervalSeconds: [],
      optional: false,
      units: 'ms',
      paging: 'inbound',
      lagMs: 0,
      marginMs: 0,
      minCycleMs: 0,
      minPageGapMs: 0,
      limit: 1_000,
      historyLimitMs: 400 * DAY_MS,
    },
  ],
  mainStream: 'events',
  probe: ['signature'],
  firstRecords: 'The first events are here as soon as the other system has delivered them.',
  prerequisites: GENERIC_WEBHOOK_PREREQUISITES,
  guide: GENERIC_WEBHOOK_GUIDE,
  troubleshooting: GENERIC_WEBHOOK_TROUBLESHOOTING,
};
