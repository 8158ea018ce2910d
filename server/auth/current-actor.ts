import { headers } from 'next/headers';
import { cache } from 'react';
import { webRuntime } from '@/server/http/web-runtime';
import type { Actor } from '@/server/services/actor';
import { isOpened } from './is-opened';
import { actorOf } from './session-actor';

/** Who acts in the request that Next.js is answering, asked of the database once a request. */
export const currentActor = cache(async (): Promise<Actor> => {
  const from = await headers();
  return actorOf(webRuntime().runtime, from, isOpened(from));
});
