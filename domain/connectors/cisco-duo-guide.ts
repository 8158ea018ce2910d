import type { GuideStep, GuideTrouble } from '@/domain/connectors/connector-manifest';

/** To be ticked before the steps begin. */
export const CISCO_DUO_PREREQUISITES: readonly string[] = [
  'You can sign in to the Duo Admin Panel as an administrator with the Owner role.',
  'This machine may open connections to api-….duosecurity.com on port 443.',
  'The clock of this machine is set by the network (NTP).',
];

export const CISCO_DUO_GUIDE: readonly GuideStep[] = [
  {
    id: 'credentials',
    title: 'Create the API credentials in Duo',
    body: [
      { kind: 'link', text: 'Open the Duo Admin Panel and sign in.', href: 'https://admin.duosecurity.com' },
      {
        kind: 'action',
        text: 'Add an application. Older panels say Protect an Application.',
        path: ['Applications', 'Add Application', 'Admin API'],
      },
      { kind: 'text', text: 'Give it a name that tells later what it is for, for instance Parapet.' },
      { kind: 'text', text: 'Keep the page open: integration key, secret key and API hostname stand on it.' },
    ],
  },
  {
    id: 'permissions',
    title: 'Grant what is needed, and no more',
    body: [
      {
        kind: 'action',
        text: 'Tick the one permission that is needed, then save.',
        path: ['Permissions', 'Grant read log'],
      },
      {
        kind: 'text',
        text: 'Grant read information is optional: with it, the connection test can say edition and number of users.',
      },
      {
        kind: 'text',
        text: 'If you list allowed networks, add the address from which this machine reaches the internet.',
      },
    ],
  },
  {
    id: 'configure',
    title: 'Enter the values here',
    body: [
      { kind: 'text', text: 'Copy API hostname, integration key and secret key into the form, one by one.' },
      {
        kind: 'text',
        text: 'Test the connection: each line of the test says what was found, and what to do where it fails.',
      },
      { kind: 'text', text: 'Save. Records that occurred before this moment are not collected.' },
    ],
  },
  {
    id: 'validate',
    title: 'See the data flow',
    body: [
      {
        kind: 'text',
        text: 'The first run starts about two minutes after you save: Duo shows nothing younger than that.',
      },
      {
        kind: 'text',
        text: 'Within two polling cycles the tile says Connected, and the page of the integration counts the first records.',
      },
      {
        kind: 'code',
        text: 'The log of the worker has a line for each run:',
        code: '[INFO] cisco-duo: fetched 412 events',
      },
    ],
  },
];

export const CISCO_DUO_TROUBLESHOOTING: readonly GuideTrouble[] = [
  {
    id: 'trouble-401',
    title: '401: Duo refuses the keys',
    body: [
      {
        kind: 'text',
        text: 'Copy host, integration key and secret key again, all three from the same application.',
      },
      {
        kind: 'text',
        text: 'Check that the application is of the type Admin API, and that nobody has deleted it.',
      },
    ],
  },
  {
    id: 'trouble-403',
    title: '403: Duo does not let this application read',
    body: [
      {
        kind: 'action',
        text: 'Check the permission and save.',
        path: ['Applications', 'Permissions', 'Grant read log'],
      },
      { kind: 'text', text: 'Check the list of networks from which the application may be used.' },
    ],
  },
  {
    id: 'trouble-429',
    title: '429: Duo asks for fewer requests',
    body: [
      { kind: 'text', text: 'Polling slows down by itself, and nothing is lost.' },
      {
        kind: 'text',
        text: 'If it goes on, raise the interval to 10 minutes or more, and look for others that use the same keys.',
      },
    ],
  },
  {
    id: 'trouble-clock',
    title: 'The clock is wrong',
    body: [
      {
        kind: 'text',
        text: 'Duo refuses requests whose date is off. Switch on network time (NTP) on this machine.',
      },
      { kind: 'code', text: 'On Linux with systemd:', code: 'timedatectl set-ntp true' },
    ],
  },
  {
    id: 'trouble-network',
    title: 'Duo cannot be reached',
    body: [
      {
        kind: 'code',
        text: 'Try from the machine that runs the worker:',
        code: 'curl -I https://api-xxxxxxxx.duosecurity.com',
      },
      {
        kind: 'text',
        text: 'A firewall must let it through on port 443, and no filter may answer in place of Duo.',
      },
      {
        kind: 'text',
        text: 'If the way out is a proxy, name it in OUTBOUND_PROXY. It must allow CONNECT to the host on port 443.',
      },
      {
        kind: 'text',
        text: 'If TLS is inspected here, name the certificate authority of the inspection in EXTRA_CA_FILE.',
      },
    ],
  },
  {
    id: 'trouble-vendor',
    title: 'Duo has a fault of its own, or we have',
    body: [
      { kind: 'link', text: 'See whether Duo reports an incident.', href: 'https://status.duo.com' },
      {
        kind: 'text',
        text: 'If it does not, and the fault goes on, report it with the line of the run from the worker’s log.',
      },
    ],
  },
  {
    id: 'no-data',
    title: 'Connected, but no data appears',
    body: [
      { kind: 'text', text: 'Is the integration enabled, and does its page show errors?' },
      {
        kind: 'action',
        text: 'See in Duo whether anybody signed in since the integration was enabled.',
        path: ['Reports', 'Authentication Log'],
      },
      { kind: 'text', text: 'What happened before it was enabled is not collected.' },
    ],
  },
];
