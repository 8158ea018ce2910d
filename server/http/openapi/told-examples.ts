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
  'prove-identity': { password: 'a lantern beside the harbour' },
  'set-single-sign-on': {
    issuer: 'https://login.example.com',
    clientSecret: 'as your identity provider shows it',
    domains: ['example.com'],
    mappings: [{ group: 'security-operations', role: 'analyst' }],
  },
  'check-domain': { domain: 'example.com' },
  'try-record': {
    record: '{"event_type": "authentication", "result": "denied", "reason": "user_marked_fraud"}',
  },
};
