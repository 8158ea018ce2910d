import { z } from 'zod';
import { fail, type Answer } from '../protocol/errors';
import type { Call, Endpoint, Permission } from '../protocol/endpoint';
import type { Account } from '../protocol/endpoint';
import { asciiJson } from '../records/ascii-json';
import { limitTo } from './log-page';
import { followOddity } from './paging-oddity';

interface List<Row> {
  readonly path: string;
  readonly permission: Permission;
  /** Most rows a page, and how many it has when nobody says. */
  readonly most: number;
  readonly usual: number;
  /** All rows, in a lasting order. */
  rows(account: Account, parameters: ReadonlyMap<string, string>): readonly Row[];
  write(account: Account, row: Row): unknown;
}

function answer<Row>(list: List<Row>, account: Account, call: Call): Answer {
  const query = z.object({
    limit: limitTo(list.most, list.usual),
    offset: z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number)
      .default(0),
  });
  const parsed = query.safeParse(Object.fromEntries(call.parameters));
  if (!parsed.success) return fail(40002, String(parsed.error.issues[0]?.path[0] ?? 'parameters'));
  const { limit, offset } = parsed.data;
  const rows = list.rows(account, new Map(call.parameters));
  const end = offset + limit;
  const page = followOddity(
    call,
    { entries: rows.slice(offset, end), next: String(end), more: end < rows.length },
    String(offset),
  );
  const metadata = {
    ...(page.more ? { next_offset: Number(page.next) } : {}),
    ...(offset > 0 ? { prev_offset: Math.max(0, offset - limit) } : {}),
    total_objects: rows.length,
  };
  return {
    ok: true,
    response: `[${page.entries.map((row) => asciiJson(list.write(account, row))).join(',')}]`,
    metadata: JSON.stringify(metadata),
  };
}

/** An endpoint for a list that is paged by number, with `metadata` beside `response`. */
export const listEndpoint = <Row>(list: List<Row>): Endpoint => ({
  method: 'GET',
  path: list.path,
  permission: list.permission,
  required: [],
  perMinute: 50,
  handle: (account, call) => answer(list, account, call),
});
