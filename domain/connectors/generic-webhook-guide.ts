import type { GuideStep, GuideTrouble } from '@/domain/connectors/connector-manifest';
import { REPORTABLE_KINDS } from '@/domain/detection/reported-event';

export const GENERIC_WEBHOOK_PREREQUISITES: readonly string[] = [
  'The system that is to report can send an HTTPS request with headers of its own, or a script can for it.',
  'It reaches the address of this Parapet.',
  'It can keep a secret.',
];

const WITH_CURL = `ADDRESS='the address from the page of the integration'
SECRET='the signing secret'
NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)
BODY='{"events":[{"id":"test-'$NOW'","kind":"leaked_password","occurredAt":"'$NOW'",
  "person":{"email":"ada@example.com"},"description":"A test"}]}'
TIME=$(date +%s)
HMAC=$(printf '%s.%s' "$TIME" "$BODY" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/.* //')
curl -sS "$ADDRESS" --data-binary "$BODY" -H 'Content-Type: application/json' \\
  -H "Parapet-Timestamp: $TIME" -H "Parapet-Signature: v1=$HMAC" \\
  -H "Parapet-Delivery: $(openssl rand -hex 16)"`;

const WITH_NODE = `const { createHmac, randomUUID } = require('node:crypto');

function headersOf(secret, body, seconds, delivery = randomUUID()) {
  const hmac = createHmac('sha256', secret).update(seconds + '.' + body).digest('hex');
  return {
    'Content-Type': 'application/json',
    'Parapet-Timestamp': String(seconds),
    'Parapet-Delivery': delivery,
    'Parapet-Signature': 'v1=' + hmac,
  };
}`;

export const GENERIC_WEBHOOK_GUIDE: readonly GuideStep[] = [
  {
    id: 'configure',
    title: 'Configure the integration here',
    body: [
      {
        kind: 'text',
        text: 'Name the integration, and say who reports: every event is shown with that name.',
      },
      {
        kind: 'text',
        text: 'Test, then save. Saving makes the signing secret and shows it once: copy it before you leave the page. The address to send to stands beside it, and later on the page of the integration.',
      },
    ],
  },
  {
    id: 'credentials',
    title: 'Teach the other system to send',
    body: [
      {
        kind: 'text',
        text: 'Each delivery is a POST with a JSON body and three headers: Parapet-Timestamp (Unix seconds), Parapet-Delivery (a new id for each delivery, the same for each attempt at it) and Parapet-Signature (v1= and the HMAC-SHA256, in hex, of the timestamp, a full stop and the body).',
      },
      {
        kind: 'text',
        text: 'Of each event id, kind, occurredAt and person are needed. Give the e-mail address of the person: by it they are the same person as in other sources; by a username alone they are somebody of this source only.',
      },
      { kind: 'code', text: 'Kinds that may be reported:', code: REPORTABLE_KINDS.join(', ') },
      { kind: 'code', text: 'With curl and openssl:', code: WITH_CURL },
      {
        kind: 'code',
        text: 'With Node, the headers of a body that is sent at a time in Unix seconds:',
        code: WITH_NODE,
      },
    ],
  },
  {
    id: 'validate',
    title: 'Validate the data flow',
    body: [
      {
        kind: 'code',
        text: 'Send one event. The answer says what became of it:',
        code: '{"accepted":1,"duplicate":0,"ignored":0,"rejected":[]}',
      },
      {
        kind: 'text',
        text: 'The tile says Connected from the first delivery on, and the event stands on the profile of the person at once.',
      },
      {
        kind: 'text',
        text: 'When a request fails by the network, by 429 or by 5xx, let the sender try again with the same Parapet-Delivery and a signature of its own: nothing is counted twice.',
      },
    ],
  },
];

export const GENERIC_WEBHOOK_TROUBLESHOOTING: readonly GuideTrouble[] = [
  {
    id: 'trouble-401',
    title: '401: the signature is not accepted',
    body: [
      {
        kind: 'text',
        text: 'Sign the body byte for byte as it is sent: a JSON library that writes it anew after signing changes it.',
      },
      {
        kind: 'text',
        text: 'The key is the text of the secret as it was shown, its beginning included; it is not decoded first.',
      },
      {
        kind: 'text',
        text: 'If the secret is lost, replace the keys on the page of the integration: the old one stays good for the hours that the form says.',
      },
    ],
  },
  {
    id: 'trouble-clock',
    title: '401: the timestamp is too far off',
    body: [
      {
        kind: 'text',
        text: 'The answer says by how much. Switch on network time (NTP) on the sender, and sign each attempt anew instead of sending an old one again.',
      },
    ],
  },
  {
    id: 'trouble-403',
    title: '404 or 503: the address is there, but nothing is taken',
    body: [
      {
        kind: 'text',
        text: '404 is the answer wherever there is nothing to send to: compare the address, and look whether the integration is disabled or deleted.',
      },
      {
        kind: 'text',
        text: '503 says that the integration is paused: let the sender keep its records, and send them again after the time in Retry-After.',
      },
    ],
  },
  {
    id: 'trouble-429',
    title: '429: too many deliveries',
    body: [
      {
        kind: 'text',
        text: 'Send more events in each delivery, up to 1,000, and wait as long as Retry-After says.',
      },
    ],
  },
  {
    id: 'no-data',
    title: 'The answer is 200, but no event appears',
    body: [
      {
        kind: 'text',
        text: 'ignored counts what occurred before the integration was enabled: nothing older is ever scored.',
      },
      {
        kind: 'text',
        text: 'rejected names the event, counted from 0, and the field. Such events are kept in quarantine on the page of the integration.',
      },
      {
        kind: 'text',
        text: 'duplicate counts events whose id was here already. Give each event an id of its own.',
      },
    ],
  },
];
