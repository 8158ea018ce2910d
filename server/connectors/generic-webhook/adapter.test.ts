import { expect, it } from 'vitest';
import { createWebhookAdapter } from './adapter';

it.each(['', 'no JSON', '{"id":', 'null', '[]'])(
  'a stored record that reads “%s” is one that cannot be read',
  (text) => {
    expect(createWebhookAdapter({}).readStored('events', text, 0)).toBeNull();
  },
);
