/** First part of every query key: what the answer is about. Live topics and changes invalidate by it. */
export const KEY = {
  session: 'session',
  shell: 'shell',
  dashboard: 'dashboard',
  identity: 'identity',
  behaviors: 'behaviors',
  events: 'events',
  event: 'event',
  accountEvents: 'accountEvents',
  accountEvent: 'accountEvent',
  people: 'people',
  person: 'person',
  hidden: 'hidden',
  criticality: 'criticality',
  preview: 'preview',
  hub: 'hub',
  integration: 'integration',
  runs: 'runs',
  run: 'run',
  feed: 'feed',
  quality: 'quality',
  coverage: 'coverage',
  quarantine: 'quarantine',
  diagnosis: 'diagnosis',
  scoring: 'scoring',
} as const;

export type QuerySubject = (typeof KEY)[keyof typeof KEY];
