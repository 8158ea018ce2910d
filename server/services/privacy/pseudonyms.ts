import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import type { Role } from '@/domain/roles';
import { type Pseudonyms, pseudonymsSchema } from '@/domain/views/pseudonyms';
import type { Transaction } from '@/server/data/database';
import { holdDecisions } from '@/server/data/events/decision-lock';
import { namesWithheldSince, setNamesWithheld } from '@/server/data/members/accounts';
import { listRoles, membersByRole } from '@/server/data/members/roles';
import { giveEverybodyACode } from '@/server/data/privacy/pseudonyms';
import { type Actor, actorMay } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { pseudonymKey } from './names-in-answers';

/**
 * Whether the account shows pseudonyms to whose role does not show names; to who sees members or may change it, also which
 * roles these are.
 */
export const getPseudonyms = defineOperation({
  name: 'get-pseudonyms',
  http: { method: 'GET', path: '/api/v1/privacy/pseudonyms' },
  permission: { anyMember: 'Whoever is shown people may know whether it is by name.' },
  input: z.object({}),
  output: pseudonymsSchema,
  audit: { none: 'It reads a setting.' },
  effect: 'read',
  run: async ({ accountId, actor, tx }) => presentPseudonyms(accountId, tx, actor),
});

/**
 * Withholds names from now on from members, and their API tokens, whose role does not have the permission people:names, or
 * shows them to everybody who sees people again. What was revealed to somebody stays so until its hour is over.
 */
export const setPseudonyms = defineOperation({
  name: 'set-pseudonyms',
  http: { method: 'POST', path: '/api/v1/privacy/pseudonyms' },
  permission: 'privacy:write',
  stepUp: 'It decides who sees names.',
  byToken: 'refused',
  names: 'needed',
  input: z.object({ withheld: z.boolean('withheld: use true or false.') }),
  output: pseudonymsSchema,
  audit: { entity: 'account' },
  effect: 'write',
  run: async ({ accountId, actor, tx, runtime, now, audit, announce }, { withheld }) => {
    // Nobody new is met meanwhile, whose name neither would put down.
    await holdDecisions(accountId, tx);
    const before = await namesWithheldSince(accountId, tx);
    if ((before !== null) === withheld)
      throw Refusal.conflict(
        'withheld',
        withheld ? 'withheld: names are withheld already.' : 'withheld: names are not withheld.',
      );
    await setNamesWithheld(accountId, tx, withheld ? now : null);
    // Once for all; who comes later is given one when first shown.
    if (withheld) await giveEverybodyACode(accountId, tx, pseudonymKey(runtime));
    audit({ entityId: accountId, before: { namesWithheld: !withheld }, after: { namesWithheld: withheld } });
    announce('members', 'people', 'events', 'policies');
    return presentPseudonyms(accountId, tx, actor);
  },
});

async function presentPseudonyms(accountId: string, tx: Transaction, actor: Actor): Promise<Pseudonyms> {
  const since = await namesWithheldSince(accountId, tx);
  const mayChange = actorMay(actor, 'privacy:write');
  const seesRoles = mayChange || actorMay(actor, 'members:read');
  const members = seesRoles ? await membersByRole(accountId, tx) : new Map<string, number>();
  const roles: readonly Role[] = seesRoles ? await listRoles(accountId, tx) : [];
  return {
    since: since === null ? null : new Date(since).toISOString(),
    mayChange,
    roles: roles
      .filter(({ id, permissions }) => permissions.includes('people:read') && (members.get(id) ?? 0) > 0)
      .map(({ id, label, permissions }) => ({
        id,
        label,
        members: members.get(id) ?? 0,
        names: permissions.includes('people:names')
          ? 'yes'
          : permissions.includes('people:reveal')
            ? 'reveals'
            : 'no',
      })),
  };
}
