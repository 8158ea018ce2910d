import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DUO_ENDPOINTS, type DuoEndpoint } from '@/tests/setup/duo-endpoints';
import { getBy, leadToSimulator, npmClient } from '@/tests/setup/npm-duo-client';
import { start, type Simulator } from '@/tests/setup/simulator-process';

const answer = z.object({ stat: z.string(), response: z.unknown(), metadata: z.unknown().optional() });
const row = z.record(z.string(), z.unknown());
type Row = z.infer<typeof row>;
const listed = z.object({
  records: z.array(z.object({ ms: z.number(), txid: z.string(), raw: z.string() })),
});

const pageSchema = z.object({
  authlogs: z.array(row).optional(),
  items: z.array(row).optional(),
  events: z.array(row).optional(),
  metadata: z.object({ next_offset: z.union([z.string(), z.tuple([z.string(), z.string()])]).nullish() }),
});
const besideSchema = z.object({ next_offset: z.number().optional(), total_objects: z.number() });

let simulator: Simulator;
let undo: () => void;
/** The newest instant of which nothing is hidden any more. */
let now: number;
beforeAll(async () => {
  simulator = await start(
    ...['--people', '120', '--history', '30d', '--attack-every', 'off', '--rate-limit', 'off'],
  );
  undo = leadToSimulator(simulator.port);
  now = Date.now() - 150_000;
});
afterAll(async () => {
  undo();
  await simulator.stop();
});

const client = npmClient(5);
const get = async (path: string, params: Record<string, string>) => {
  const reply = answer.parse(await getBy(client, path, params));
  expect(reply.stat).toBe('OK');
  return reply;
};

/** One page of an endpoint: its rows, and the parameters that ask for the next; null at the end. */
async function page(
  endpoint: DuoEndpoint,
  params: Record<string, string>,
): Promise<{ rows: Row[]; next: Record<string, string> | null }> {
  const reply = await get(endpoint.path, params);
  if (endpoint.paging === 'list') {
    const { next_offset: offset } = besideSchema.parse(reply.metadata);
    const rows = z.array(row).parse(reply.response);
    return { rows, next: offset === undefined ? null : { ...params, offset: String(offset) } };
  }
  const inside = pageSchema.parse(reply.response);
  const rows = (endpoint.rows ? inside[endpoint.rows] : undefined) ?? [];
  const offset = inside.metadata.next_offset;
  if (offset === null || offset === undefined || rows.length === 0) return { rows, next: null };
  const text = typeof offset === 'string' ? offset : offset.join(',');
  return { rows, next: { ...params, [endpoint.paging === 'trust' ? 'offset' : 'next_offset']: text } };
}

async function everyRow(endpoint: DuoEndpoint, params: Record<string, string>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let next: Record<string, string> | null = params; next;) {
    const one = await page(endpoint, next);
    rows.push(...one.rows);
    next = one.next;
  }
  return rows;
}

const kept = async (path: string, from: number, to: number): Promise<Row[]> => {
  const { records } = listed.parse(
    await simulator.control(`GET /records?path=${path}&from=${from}&to=${to}`),
  );
  return records.map(({ raw }) => row.parse(JSON.parse(raw)));
};

describe('the npm client of Duo', () => {
  const calls = DUO_ENDPOINTS.flatMap((endpoint) =>
    (endpoint.onlyVersion5 ? ([5] as const) : ([2, 5] as const)).map((version) => ({ endpoint, version })),
  );
  it.each(calls)('reads $endpoint.path by signature version $version', async ({ endpoint, version }) => {
    const reply = answer.parse(await getBy(npmClient(version), endpoint.path, endpoint.params(now)));
    expect(reply.stat).toBe('OK');
    const rows = endpoint.rows ? pageSchema.parse(reply.response)[endpoint.rows] : reply.response;
    expect(JSON.stringify(rows).length).toBeGreaterThan(100);
  });

  it.each(DUO_ENDPOINTS.filter(({ onlyVersion5 }) => onlyVersion5))(
    'is refused at $path by version 2, which that endpoint does not take',
    async ({ path }) => {
      expect(await getBy(npmClient(2), path, {})).toMatchObject({ stat: 'FAIL', code: 40103 });
    },
  );
});

describe('paging to the end', () => {
  it.each(DUO_ENDPOINTS.filter(({ paging }) => paging === 'next_offset' || paging === 'trust'))(
    '$path: every record once, in order',
    async (endpoint) => {
      const params = endpoint.params(now);
      const limit = endpoint.paging === 'trust' ? '7' : '77';
      const sort = endpoint.paging === 'trust' ? {} : { sort: 'ts:asc' };
      const rows = await everyRow(endpoint, { ...params, ...sort, limit });
      expect(rows.length).toBeGreaterThan(10);
      expect(rows).toEqual(await kept(endpoint.path, Number(params['mintime']), Number(params['maxtime'])));
      const ids = rows.map((one) => one[endpoint.id ?? '']);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  it.each(
    DUO_ENDPOINTS.filter(({ paging, path }) => paging === 'next_offset' && !path.includes('authentication')),
  )('$path: newest first where nobody asks for an order', async (endpoint) => {
    const rows = await everyRow(endpoint, { ...endpoint.params(now), limit: '90' });
    const forwards = await everyRow(endpoint, { ...endpoint.params(now), limit: '1000', sort: 'ts:asc' });
    expect(rows.toReversed()).toEqual(forwards);
  });

  it.each(DUO_ENDPOINTS.filter(({ paging }) => paging === 'list'))(
    '$path: every row once, with the total beside the rows',
    async (endpoint) => {
      const rows = await everyRow(endpoint, { limit: '3' });
      const { metadata } = await get(endpoint.path, { limit: '1' });
      expect(rows).toHaveLength(besideSchema.parse(metadata).total_objects);
      expect(new Set(rows.map((one) => one[endpoint.id ?? ''])).size).toBe(rows.length);
    },
  );

  it.each(DUO_ENDPOINTS.filter(({ paging }) => paging === 'seconds'))(
    '$path: the earliest thousand, again from the last second on, and so every record',
    async ({ path, params }) => {
      const seen = new Map<string, number>();
      let since = Number(params(now)['mintime']);
      for (;;) {
        const rows = z
          .array(z.looseObject({ timestamp: z.number() }))
          .parse((await get(path, { mintime: String(since) })).response);
        const counts = new Map<string, number>();
        for (const one of rows) counts.set(JSON.stringify(one), (counts.get(JSON.stringify(one)) ?? 0) + 1);
        for (const [text, count] of counts) seen.set(text, Math.max(seen.get(text) ?? 0, count));
        const last = rows.at(-1)?.timestamp ?? since;
        expect(rows.map(({ timestamp }) => timestamp)).toEqual(
          rows.map(({ timestamp }) => timestamp).toSorted((a, b) => a - b),
        );
        if (rows.length < 1000 || last === since) break;
        since = last;
      }
      const newer = path
        .replace('/admin/v1/logs/authentication', '/admin/v2/logs/authentication')
        .replace('/admin/v1/logs/telephony', '/admin/v2/logs/telephony');
      const begin = Math.floor(Number(params(now)['mintime'])) * 1000;
      const wanted = await kept(newer, begin, Date.now() - 125_000);
      const total = [...seen.values()].reduce((sum, count) => sum + count, 0);
      expect(wanted.length).toBeGreaterThan(3);
      // A record may have come to light between the two questions.
      expect(total - wanted.length).toBeGreaterThanOrEqual(0);
      expect(total - wanted.length).toBeLessThan(20);
    },
  );
});

describe('one organisation', () => {
  it('Trust Monitor quotes sign-ins of the authentication log, and has every type and many reasons', async () => {
    const from = now - 29 * 86_400_000;
    const events = await kept('/admin/v1/trust_monitor/events', from, now);
    const sign = await kept('/admin/v2/logs/authentication', from - 3_600_000, now);
    const txids = new Set(sign.map(({ txid }) => txid));
    const quoted = events
      .filter(({ surfaced_auth: auth }) => auth)
      .map((event) => row.parse(event['surfaced_auth']));
    expect(quoted.length).toBeGreaterThan(10);
    expect(quoted.filter(({ txid }) => !txids.has(txid))).toEqual([]);
    expect(quoted.every((auth) => auth['event_type'] === null && auth['email'] === '')).toBe(true);
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(['auth', 'bypass_status', 'device_registration']),
    );
    const reasons = events.flatMap(
      ({ explanations }) =>
        z
          .array(z.object({ type: z.string() }))
          .optional()
          .parse(explanations) ?? [],
    );
    expect(new Set(reasons.map(({ type }) => type)).size).toBeGreaterThan(10);
  });

  it('telephony belongs to sign-ins by text message or call', async () => {
    const messages = await kept('/admin/v2/logs/telephony', now - 86_400_000 * 10, now);
    const signIns = new Map(
      (await kept('/admin/v2/logs/authentication', now - 86_400_000 * 10, now + 120_000)).map((one) => [
        one['txid'],
        one,
      ]),
    );
    expect(messages.length).toBeGreaterThan(20);
    for (const message of messages) {
      const signIn = signIns.get(message['txid']);
      expect(['sms_passcode', 'phone_call', 'not_available']).toContain(signIn?.['factor']);
    }
  });

  it('the directory knows everybody who signs in, by the key and name of the log', async () => {
    const users = new Map(
      (await everyRow(endpointAt('/admin/v1/users'), { limit: '300' })).map((user) => [
        user['user_id'],
        user,
      ]),
    );
    const signIns = await kept('/admin/v2/logs/authentication', now - 86_400_000 * 3, now);
    for (const { user } of signIns) {
      const { key, name } = z.object({ key: z.string().nullable(), name: z.string() }).parse(user);
      if (key !== null) expect(users.get(key)?.['username']).toBe(name);
    }
    const all = [...users.values()];
    expect(all.filter(({ last_login: last }) => typeof last === 'number').length).toBeGreaterThan(100);
    expect(all.filter(({ is_enrolled: enrolled }) => enrolled === false).length).toBeGreaterThan(0);
  });

  it('the administrator log tells in whole seconds what the activity log tells in microseconds', async () => {
    const from = now - 86_400_000;
    const activities = await kept('/admin/v2/logs/activity', from, now);
    const deeds = await kept('/admin/v1/logs/administrator', from, now);
    expect(deeds.length).toBeGreaterThan(20);
    const seconds = new Set(activities.map(({ ts }) => String(ts).slice(0, 19)));
    const told = deeds.filter(({ isotimestamp }) => Date.parse(String(isotimestamp)) > from + 1000);
    expect(told.filter(({ isotimestamp }) => !seconds.has(String(isotimestamp).slice(0, 19)))).toEqual([]);
  });

  it('counts attempts as the authentication log has them', async () => {
    const maxtime = Math.floor(now / 1000);
    const mintime = maxtime - 86_400;
    const { response } = await get('/admin/v1/info/authentication_attempts', {
      mintime: String(mintime),
      maxtime: String(maxtime),
    });
    const signIns = await kept('/admin/v2/logs/authentication', mintime * 1000, maxtime * 1000 + 999);
    const count = (result: string): number => signIns.filter((one) => one['result'] === result).length;
    expect(response).toEqual({
      authentication_attempts: {
        ERROR: 0,
        FAILURE: count('denied'),
        FRAUD: count('fraud'),
        SUCCESS: count('success'),
      },
      maxtime,
      mintime,
    });
  });
});

function endpointAt(path: string): DuoEndpoint {
  const found = DUO_ENDPOINTS.find((endpoint) => endpoint.path === path);
  if (!found) throw new Error(`There is no endpoint ${path} in the table.`);
  return found;
}
