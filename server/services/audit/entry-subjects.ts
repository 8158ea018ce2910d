import type { AuditEntryView } from '@/domain/views/audit';
import type { AuditRow } from '@/server/data/audit/audit-list';
import type { Transaction } from '@/server/data/database';
import { integrationNames } from '@/server/data/integrations/integrations';
import { membersAsNow } from '@/server/data/members/members';
import { apiTokenNames } from '@/server/data/members/api-tokens';
import { listRoles } from '@/server/data/members/roles';
import { mergedIntoOf } from '@/server/data/people/merge-people';
import { personNames } from '@/server/data/people/person-list';
import { listRules } from '@/server/data/notifications/rules';
import { listWatchlistRows } from '@/server/data/people/watchlists';

type Subject = AuditEntryView['subject'];
type Thing = NonNullable<Subject['thing']>;
type Names = ReadonlyMap<string, string>;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What entities of the audit log are things that have a name and a page. Streams stand as `integration/stream`. */
const THINGS: Readonly<Record<string, Thing['is']>> = {
  integration: 'integration',
  run_file: 'integration',
  stream: 'integration',
  watchlist: 'watchlist',
  role: 'role',
  notification_rule: 'notification_rule',
  api_token: 'api_token',
};

/** Every kind of thing that has a name and a page. */
export const THING_KINDS: ReadonlySet<Thing['is']> = new Set(Object.values(THINGS));

/**
 * What entries of the audit log are about, as it is called now, by the number of the entry. Nothing stands for who was erased
 * and for what is gone: then the id is all that is left.
 */
export async function subjectsOf(
  accountId: string,
  tx: Transaction,
  rows: readonly AuditRow[],
): Promise<ReadonlyMap<bigint, Subject>> {
  const people = await peopleAsNow(accountId, tx, idsOf(rows.map(personOf)));
  const members = await membersAsNow(
    accountId,
    tx,
    idsOf(rows.map(({ entity, entityId }) => (entity === 'member' ? entityId : null))),
  );
  const things = await thingNames(accountId, tx, new Set(rows.map(({ entity }) => THINGS[entity])));
  return new Map(
    rows.map((row) => {
      const { entity, entityId } = row;
      const member = entity === 'member' ? members.get(entityId ?? '') : undefined;
      return [
        row.seq,
        {
          person: people.get(personOf(row) ?? '') ?? null,
          member: member ?? null,
          thing: thingOf(row, things),
        },
      ];
    }),
  );
}

function idsOf(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id): id is string => id !== null && UUID.test(id)))];
}

/** The person whom an entry is about, by the id of then. */
function personOf({ entity, entityId, personId }: AuditRow): string | null {
  return entity === 'person' ? entityId : personId;
}

/** People by the ids that they had then: who turned out to be somebody else is that one now. */
async function peopleAsNow(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: string; readonly name: string }>> {
  if (ids.length === 0) return new Map();
  const names = await personNames(accountId, tx, ids);
  const merged = await mergedIntoOf(
    accountId,
    tx,
    ids.filter((id) => !names.has(id)),
  );
  const survivors = await personNames(accountId, tx, [...merged.values()]);
  return new Map(
    ids.flatMap((id) => {
      const now = merged.get(id) ?? id;
      const name = names.get(now) ?? survivors.get(now);
      return name === undefined ? [] : [[id, { id: now, name }] as const];
    }),
  );
}

/** Names of things of some kinds, by id; none of the others. */
export async function thingNames(
  accountId: string,
  tx: Transaction,
  wanted: ReadonlySet<Thing['is'] | undefined>,
): Promise<Readonly<Record<Thing['is'], Names>>> {
  const none: Names = new Map();
  return {
    integration: wanted.has('integration') ? await integrationNames(accountId, tx) : none,
    watchlist: wanted.has('watchlist')
      ? new Map((await listWatchlistRows(accountId, tx)).map(({ id, name }) => [id, name]))
      : none,
    role: wanted.has('role')
      ? new Map((await listRoles(accountId, tx)).map(({ id, label }) => [id, label]))
      : none,
    notification_rule: wanted.has('notification_rule')
      ? new Map((await listRules(accountId, tx)).map(({ id, name }) => [id, name]))
      : none,
    api_token: wanted.has('api_token') ? await apiTokenNames(accountId, tx) : none,
  };
}

function thingOf({ entity, entityId }: AuditRow, names: Readonly<Record<Thing['is'], Names>>): Thing | null {
  const is = THINGS[entity];
  const id = entityId?.split('/')[0];
  const name = is === undefined || id === undefined ? undefined : names[is].get(id);
  return is === undefined || id === undefined || name === undefined ? null : { is, id, name };
}
