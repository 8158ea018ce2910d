import { headers } from 'next/headers';
import { forbidden, notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import type { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { currentActor } from '@/server/auth/current-actor';
import { cookieValue, SESSION_COOKIE } from '@/server/platform/session-cookie';
import { type Actor, waitsForNotice } from '@/server/services/actor';
import { getSetupState } from '@/server/services/members/get-setup-state';
import {
  type Effect,
  execute,
  isPublic,
  type Operation,
  type OperationPermission,
} from '@/server/services/operation';
import { localPathOr } from './local-path';
import { noteRefusedRequest } from './refused-requests';
import { webRuntime } from './web-runtime';

export type MemberActor = Extract<Actor, { kind: 'member' }>;

/** The member who asks for this page, or on to signing in; to set-up while there is nobody at all. */
async function memberOrSignIn(): Promise<MemberActor> {
  const actor = await currentActor();
  if (actor.kind === 'member') return actor;
  const { runtime } = webRuntime();
  const { needed } = await execute(getSetupState, { actor, runtime, input: {} });
  if (needed) redirect('/setup');
  redirect(signInPath(await headers()));
}

/**
 * Who is to execute an operation for a page. One who has yet to choose an own password goes on to
 * doing so, and one who would see people to the notice on monitoring while that is not accepted.
 */
async function actorFor(
  operation: Pick<Operation, 'beforeOwnPassword' | 'beforeSecondFactor'> & {
    permission: OperationPermission;
  },
): Promise<Actor> {
  if (isPublic(operation)) return currentActor();
  const member = await memberOrSignIn();
  if (member.mustChoosePassword && operation.beforeOwnPassword !== 'allowed')
    redirect(pathWithNext('/choose-password', await headers(), {}));
  if (member.mustAddSecondFactor && operation.beforeSecondFactor !== 'allowed')
    redirect(pathWithNext('/second-factor', await headers(), {}));
  const { permission } = operation;
  if (typeof permission === 'string' && waitsForNotice(member, permission))
    redirect(pathWithNext('/notice', await headers(), {}));
  return member;
}

/**
 * Executes a read for a server component, as the member who asks for the page. One who is not signed in goes on to
 * signing in, unless the operation is public, and one with a password that Parapet made goes on to choosing another;
 * what does not exist becomes the page that says so, and so does an id that none can have; what the role does not allow
 * becomes the page that says that, under the same address. Any other refusal is thrown.
 */
export async function readForPage<
  I extends z.ZodType,
  O extends z.ZodType,
  E extends Effect,
  P extends OperationPermission,
>(operation: Operation<I, O, E, P>, input: z.input<I>): Promise<z.output<O>> {
  await livePlace();
  const actor = await actorFor(operation);
  try {
    return await execute(operation, { actor, runtime: webRuntime().runtime, input });
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'not_found' || isAboutId(error))) notFound();
    if (error instanceof Refusal && error.code === 'forbidden') {
      const { memberId, address } = actor.kind === 'member' ? actor : { memberId: 'nobody', address: null };
      const request = { of: `page: ${operation.name}`, member: memberId, address };
      noteRefusedRequest(webRuntime().runtime, error, request);
      forbidden();
    }
    throw error;
  }
}

/**
 * Where the live messages stood before the first read of the page that is asked for: its browser is told what has changed
 * since, however long it takes to open the stream.
 */
export const livePlace = cache(async (): Promise<string> => {
  const { live, runtime } = webRuntime();
  await live
    .listen()
    .catch((error: unknown) => runtime.log.warn({ err: error }, 'live messages are not available'));
  return live.place();
});

function isAboutId({ code, fields }: Refusal): boolean {
  return code === 'invalid_input' && fields.some(({ field }) => field === 'id');
}

/** Sign-in, with the way back, and whether a session was there and has ended. */
function signInPath(from: Pick<Headers, 'get'>): string {
  const ended = cookieValue(from.get('cookie'), SESSION_COOKIE) !== null;
  return pathWithNext('/sign-in', from, ended ? { ended: '1' } : {});
}

/** A page on the way to the one that is asked for, which it is told as `next`. */
function pathWithNext(
  page: string,
  from: Pick<Headers, 'get'>,
  more: Readonly<Record<string, string>>,
): string {
  const wanted = localPathOr(from.get('x-parapet-path'), '/');
  const search = new URLSearchParams({ ...(wanted === '/' ? {} : { next: wanted }), ...more });
  return search.size === 0 ? page : `${page}?${search.toString()}`;
}
