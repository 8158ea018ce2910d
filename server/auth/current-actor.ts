import { headers } from 'next/headers';
import { cache } from 'react';
import { webRuntime } from '@/server/http/web-runtime';
import type { Actor } from '@/server/services/actor';
import { actorOf } from './session-actor';

/** Who acts in the request that Next.js is answering, asked of the database once a request. */
export const currentActor = cache(async (): Promise<Actor> => {
  const from = await headers();
  return actorOf(webRuntime().runtime, from, isOpened(from));
});

/**
 * Whether somebody opens the page, and no page that is open has it read in advance, as for each link that comes into view. Whoever
 * presses such a link is known by `note-visit`.
 */
function isOpened(from: Pick<Headers, 'get'>): boolean {
  return (from.get('sec-fetch-mode') ?? 'navigate') === 'navigate';
}
