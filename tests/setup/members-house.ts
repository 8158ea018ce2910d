import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { madeLinkSchema } from '@/domain/views/members';
import { actorOf } from '@/server/auth/session-actor';
import type { Actor } from '@/server/services/actor';
import { openWebHouse, type WebHouse } from './web-house';

const SECRET = 'a lantern beside the harbour';

/** Somebody who joined: the id of the member and the Cookie header of their browser. */
export interface Joined {
  readonly id: string;
  readonly cookie: string;
}

/** A web house with its first member signed in, whom others join. */
export interface MembersHouse {
  readonly web: WebHouse;
  /** The Cookie header of the first member. */
  readonly ada: string;
  post(path: string, body: unknown, cookie?: string): Promise<{ status: number; body: unknown }>;
  /** Invites somebody with a role, who accepts and signs in. */
  join(email: string, role: string, cookie?: string): Promise<Joined>;
  /** Another account that a member belongs to: its id. */
  accountWith(memberId: string, role: string, name?: string): Promise<string>;
  actorOf(cookie: string): Promise<Actor>;
  close(): Promise<void>;
}

/** Opens a house on a fresh, migrated database. */
export async function openMembersHouse(): Promise<MembersHouse> {
  const web = await openWebHouse();
  await web.setUp();
  const ada = await web.signIn();
  const post: MembersHouse['post'] = async (path, body, cookie = ada) => {
    const response = await web.call('POST', path, { body, cookie });
    return { status: response.status, body: await response.json() };
  };
  return {
    web,
    ada,
    post,
    join: async (email, role, cookie = ada) => {
      const invited = await post('/api/v1/members/invitations', { email, role }, cookie);
      expect(invited).toMatchObject({ status: 200 });
      const token = new URL(madeLinkSchema.parse(invited.body).link).hash.slice(1);
      const name = email.split('@')[0] ?? '';
      const joined = await post('/api/v1/invitations/accept', { token, name, password: SECRET }, '');
      expect(joined).toMatchObject({ status: 200 });
      const [row] = await web.sql('SELECT id::text FROM member WHERE email = $1', [email]);
      return { id: String(row?.id), cookie: await web.signIn(email, SECRET) };
    },
    accountWith: async (memberId, role, name = 'Elsewhere') => {
      const id = randomUUID();
      await web.sql('INSERT INTO account (id, name, "createdAt") VALUES ($1, $2, now())', [id, name]);
      await web.sql(
        'INSERT INTO membership ("accountId", "memberId", role, "createdAt") VALUES ($1, $2, $3, now())',
        [id, memberId, role],
      );
      return id;
    },
    actorOf: (cookie) => actorOf(web.runtime, new Headers({ cookie }), true),
    close: () => web.close(),
  };
}
