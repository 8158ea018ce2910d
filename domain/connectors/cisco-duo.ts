import type { ConnectorManifest, ConnectorStream } from '@/domain/connectors/connector-manifest';
import {
  CISCO_DUO_GUIDE,
  CISCO_DUO_PREREQUISITES,
  CISCO_DUO_TROUBLESHOOTING,
} from '@/domain/connectors/cisco-duo-guide';
import { CISCO_DUO_STREAMS } from '@/domain/connectors/cisco-duo-streams';
import { DUO_FIELD_RULES } from '@/domain/connectors/duo-credentials';
import { DUO_HOST_PATTERN } from '@/domain/connectors/duo-host';
import { PROBE_STEPS } from '@/domain/connectors/probe-step';

/** Cisco Duo, read through its Admin API. */
export const CISCO_DUO: ConnectorManifest = {
  id: 'cisco-duo',
  name: 'Cisco Duo',
  vendor: 'Cisco',
  category: 'Identity & Access',
  delivery: 'polled',
  icon: 'shield',
  summary: 'Collects sign-ins, changes and people from Duo, and recognises attacks on identities in them.',
  facts: [
    { label: 'Category', value: 'Identity & Access' },
    { label: 'Connector', value: 'cisco-duo' },
    {
      label: 'Authentication',
      value:
        'Integration key and secret key. Each request is signed (HMAC), the way is found by itself: version 5 with SHA-512, else version 2 with SHA-512 or SHA-1',
    },
    { label: 'Intervals', value: intervalsOf(CISCO_DUO_STREAMS) },
    { label: 'Several instances', value: 'Yes, one for each Duo account' },
    {
      label: 'Duo editions',
      value: 'Any. Trust Monitor and Duo’s own risk detectors need Advantage or Premier',
    },
    {
      label: 'Needs',
      value: 'An Admin API application with Grant read log, made by a Duo administrator with the Owner role',
    },
    { label: 'Network', value: 'From here to api-….duosecurity.com on port 443' },
    { label: 'Documentation', value: 'Duo’s Admin API page', href: 'https://duo.com/docs/adminapi' },
  ],
  fields: [
    {
      id: 'host',
      holds: 'host',
      label: 'API host name',
      help: 'Called API hostname in Duo. A pasted https:// is taken away.',
      placeholder: 'api-1a2b3c4d.duosecurity.com',
      pattern: DUO_HOST_PATTERN,
      message: DUO_FIELD_RULES.host.message,
      required: DUO_FIELD_RULES.host.required,
      secret: false,
      blamedFor: ['host', 'network', 'tls', 'protocol'],
    },
    {
      id: 'ikey',
      holds: 'text',
      label: 'Integration key',
      help: 'Called Integration key in Duo; 20 characters, beginning with DI.',
      placeholder: 'DI…',
      pattern: DUO_FIELD_RULES.ikey.pattern,
      message: DUO_FIELD_RULES.ikey.message,
      required: DUO_FIELD_RULES.ikey.required,
      secret: false,
      blamedFor: ['duo_40102'],
    },
    {
      id: 'skey',
      holds: 'text',
      label: 'Secret key',
      help: 'In the wrong hands it reads all that the application may: who signs in, when and from where. It is stored encrypted and never shown again.',
      placeholder: '',
      pattern: DUO_FIELD_RULES.skey.pattern,
      message: DUO_FIELD_RULES.skey.message,
      required: DUO_FIELD_RULES.skey.required,
      secret: true,
      blamedFor: ['credentials'],
    },
  ],
  streams: CISCO_DUO_STREAMS,
  mainStream: 'authentication',
  probe: PROBE_STEPS,
  firstRecords:
    'Duo shows nothing younger than two minutes, so the first records can be here two to three minutes after saving.',
  prerequisites: CISCO_DUO_PREREQUISITES,
  guide: CISCO_DUO_GUIDE,
  troubleshooting: CISCO_DUO_TROUBLESHOOTING,
  personPage: {
    label: 'Open in Duo',
    host: '^api-([a-z0-9]+)\\.(duosecurity|duofederal)\\.com$',
    address: 'https://admin-$1.$2.com/users/{key}',
  },
};

/** The default intervals in one sentence, the shortest first: "1 min authentication · 5 min activity, telephony". */
function intervalsOf(streams: readonly ConnectorStream[]): string {
  const intervals = [...new Set(streams.map(({ defaultIntervalSeconds }) => defaultIntervalSeconds))];
  return intervals
    .sort((a, b) => a - b)
    .map((seconds) => {
      const names = streams
        .filter(({ defaultIntervalSeconds }) => defaultIntervalSeconds === seconds)
        .map(({ label }) => label);
      const length = seconds < 3_600 ? `${seconds / 60} min` : `${seconds / 3_600} h`;
      return `${length} ${names.join(', ')}`;
    })
    .join(' · ');
}
