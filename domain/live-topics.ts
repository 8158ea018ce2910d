/** What can have changed, so that a browser knows which of its answers are old. */
export const LIVE_TOPICS = [
  'events',
  'people',
  'integrations',
  'runs',
  'policies',
  'members',
  'notifications',
] as const;
export type LiveTopic = (typeof LIVE_TOPICS)[number];
