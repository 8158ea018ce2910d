import type { GuideStep, GuideTrouble } from '@/domain/connectors/connector-manifest';

/** To be ticked before the steps begin. */
export const CISCO_DUO_PREREQUISITES: readonly string[] = [
  'Somebody with the Owner role can sign in to the Duo Admin Panel: only Owners make Admin API applications.',
  'This machine may open connections to api-….duosecurity.com on port 443.',
  'The clock of this machine is set by the network (NTP).',
];

export const CISCO_DUO_GUIDE: readonly GuideStep[] = [
  {
    id: 'credentials',
    title: 'Create the API credentials in Duo',
    body: [
      {
        kind: 'link',
        text: 'Open the Duo Admin Panel and sign in as an administrator with the Owner role:',
        href: 'https://admin.duosecurity.com',
      },
      {
        kind: 'action',
        text: 'Add an application of the type Admin API. In older panels the second step is called Protect an Application.',
        path: ['Applications', 'Add Application', 'Admin API'],
      },
      { kind: 'code', text: 'Type a name that says later what it is for:', code: 'Parapet' },
      {
        kind: 'grants',
        id: 'permissions',
        text: 'Under Permissions, tick what is needed and no more:',
        grants: [
          {
            permission: 'Grant read log',
            needed: true,
            for: 'Authentication, activity, telephony, administrator and offline logs, and Trust Monitor where the edition has it.',
          },
          {
            permission: 'Grant resource - Read',
            needed: false,
            for: 'The directory: who works here, groups, enrolment, phones, and the state of devices.',
          },
          {
            permission: 'Grant read information',
            needed: false,
            for: 'The summary: edition and size of the account, and Duo’s own counts to compare with ours.',
          },
        ],
      },
      {
        kind: 'text',
        text: 'If you limit the networks that may use the application, add the address from which this machine reaches the internet.',
      },
      {
        kind: 'text',
        text: 'Save, and leave the page open: Integration key, Secret key and API hostname stand on it.',
      },
    ],
  },
  {
    id: 'configure',
    title: 'Configure the integration here',
    body: [
      { kind: 'text', text: 'Copy API hostname, Integration key and Secret key into the form, one by one.' },
      {
        kind: 'text',
        text: 'Choose the streams. Those that your edition or the permissions leave out are said by the test; they can be saved all the same, are shown as not available, and are asked again every day.',
      },
      {
        kind: 'text',
        text: 'Test the connection: each line says what was found, and what to do where it fails. Then save.',
      },
    ],
  },
  {
    id: 'validate',
    title: 'Validate the data flow',
    body: [
      {
        kind: 'text',
        text: 'The first run starts when you save. Duo shows nothing younger than two minutes, so expect the first records two to three minutes later, if anybody signs in.',
      },
      {
        kind: 'text',
        text: 'Within one or two polling cycles the tile says Connected. The page of the integration counts the records that have come.',
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
        text: 'A wrong key or secret: copy host, integration key and secret key again, all three from one application. The secret has 40 characters and no spaces.',
      },
      {
        kind: 'text',
        text: 'A wrong host: each Duo account has its own, and a key is known only there.',
      },
      {
        kind: 'action',
        text: 'Check that the application still exists, and that its type is Admin API; keys of other types are refused.',
        path: ['Applications', 'Parapet'],
      },
    ],
  },
  {
    id: 'trouble-403',
    title: '403: Duo does not let this application read',
    body: [
      {
        kind: 'action',
        text: 'Tick the permission that the stream needs, and save. The other streams go on meanwhile.',
        path: ['Applications', 'Parapet', 'Permissions'],
      },
      {
        kind: 'text',
        text: 'Trust Monitor needs the edition Advantage or Premier, and an account to which Duo still offers it. Without, the stream is off by itself and asked again every day.',
      },
      {
        kind: 'text',
        text: 'If the networks for API access are limited in Duo, the address of this machine must be among them.',
      },
    ],
  },
  {
    id: 'trouble-429',
    title: '429: Duo asks for fewer requests',
    body: [
      { kind: 'text', text: 'Polling slows down by itself, and nothing is lost.' },
      {
        kind: 'text',
        text: 'If it goes on, raise the interval to 10 minutes or more, and look for other programs that use the same application: Duo counts them together.',
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
      {
        kind: 'text',
        text: 'Is the integration enabled, and the stream switched on? What occurred before it was enabled is not collected.',
      },
      { kind: 'text', text: 'Does its page show an error? It says what to do.' },
      {
        kind: 'code',
        text: 'Does the network let it through? From the machine that runs the worker:',
        code: 'curl -I https://api-xxxxxxxx.duosecurity.com',
      },
      {
        kind: 'action',
        text: 'Are there events in Duo’s own panel for the same time? Without any there, there is nothing to collect.',
        path: ['Reports', 'Authentication Log'],
      },
    ],
  },
];
