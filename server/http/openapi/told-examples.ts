import { DEFAULT_THRESHOLDS } from '@/domain/detection/derived/thresholds';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';

const EVENT = '3f2b8a52-6c1d-4f0e-9a57-1f4f0f6b2c11';

/** A day that is to come, at midnight, for whoever copies the example. */
function inDays(days: number): string {
  const day = 86_400_000;
  return new Date(Math.floor(Date.now() / day + days) * day).toISOString();
}

/** What schemas do not say: values that an operation takes together, and those of a form of their own. By operation. */
export const TOLD_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'set-campaign': { state: 'acknowledged' },
  'preview-disposition': { event: EVENT },
  'decide-events': { event: EVENT },
  'set-person-care': { acknowledged: true },
  'get-audit-entry': { seq: '4711' },
  'get-signal': { id: '12-7b226964223a22787d' },
  'preview-policy': { policy: DEFAULT_POLICY },
  'save-policy': { policy: DEFAULT_POLICY },
  'preview-detectors': { thresholds: DEFAULT_THRESHOLDS, off: [] },
  'save-detectors': { thresholds: DEFAULT_THRESHOLDS, off: [] },
  'make-token': { expiresAt: inDays(90) },
  'mark-notifications-read': { until: '2026-11-01T08:30:00Z' },
  'prove-identity': { password: 'a lantern beside the harbour' },
  'set-single-sign-on': {
    issuer: 'https://login.example.com',
    clientSecret: 'as your identity provider shows it',
    domains: ['example.com'],
    mappings: [{ group: 'security-operations', role: 'analyst' }],
  },
  'check-domain': { domain: 'example.com' },
  'import-human-risk': {
    csv: 'person,category,value,date,note\nada,phishing,2,2026-11-01,Reported a simulation\n',
  },
  'repull-window': { from: inDays(-2), to: inDays(-1) },
  'set-retention': { events: 1000, baselines: 1000 },
  'try-record': {
    record: JSON.stringify({
      ...{ txid: '340a23e3-23f3-23c1-87dc-1491a23dfdbb', timestamp: 1_793_521_800 },
      ...{ event_type: 'authentication', result: 'denied', reason: 'user_marked_fraud', factor: 'duo_push' },
      user: { key: 'DU3KC77WJ06Y5HIV7XKQ', name: 'ada', groups: [] },
      application: { key: 'DIY231J8BR23QK4UKBY8', name: 'Example VPN' },
      access_device: { ip: '198.51.100.7' },
    }),
  },
};
