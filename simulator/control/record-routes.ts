import { z } from 'zod';
import { burstOf } from '../records/burst';
import { entryOf, givenRecord } from './given-record';
import { logAt, logPath } from './log-paths';
import { done, refuse, withBody, type Route } from './reply';

export const addRecords = withBody(
  z.object({ path: logPath, records: z.array(givenRecord) }).strict(),
  ({ clock, state }, { path, records }) => {
    const entries = records.map((given) => entryOf(given, clock.now()));
    for (const entry of entries) state.account.logs[path].insert(entry);
    return done({ accepted: entries.map(({ ms, txid }) => ({ ms, txid })) });
  },
);

export const listRecords: Route = ({ clock, oldest, state }, _body, query) => {
  const from = Number(query.get('from') ?? oldest);
  const to = Number(query.get('to') ?? clock.now());
  if (Number.isNaN(from) || Number.isNaN(to)) return refuse('"from" and "to" are milliseconds since 1970.');
  const log = logAt(query.get('path') ?? '/admin/v2/logs/authentication');
  if (!log) return refuse(`"path" is no log: "${query.get('path') ?? ''}".`);
  const records = Array.from(
    state.account.logs[log].walkAll(from, to),
    ({ ms, txid, json, visibleFrom }) => ({
      ms,
      txid,
      raw: json,
      ...(visibleFrom === undefined ? {} : { visibleFrom }),
    }),
  );
  return done({ from, to, count: records.length, records });
};

export const delay = withBody(
  z
    .object({
      path: logPath,
      ms: z
        .int()
        .min(0)
        .max(30 * 86_400_000),
      share: z.number().min(0).max(1).default(1),
    })
    .strict(),
  ({ state }, { path, ms, share }) => {
    state.account.logs[path].delay(ms, share);
    return done({ log: path, ms, share });
  },
);

export const burst = withBody(
  z
    .object({
      path: logPath,
      records: z.int().min(1).max(100_000).default(1500),
      at: z.int().min(0).optional(),
      whole: z.boolean().optional(),
    })
    .strict(),
  ({ clock, state }, { path, records, at, whole }) => {
    const second = Math.floor((at ?? clock.now()) / 1000) * 1000;
    const entries = burstOf(path, records, second, state.account.organisation);
    if (entries === null) {
      return refuse(
        'Body field "path": bursts are for the administrator, offline enrollment and activity logs.',
      );
    }
    for (const entry of entries) state.account.logs[path].insert(entry);
    if (whole !== undefined) state.account.secondsStayWhole = whole;
    return done({
      at: second,
      records: entries.length,
      distinct: new Set(entries.map(({ json }) => json)).size,
    });
  },
);

const savedEvent = z.record(z.string(), z.unknown());

export const trustState = withBody(
  z
    .object({
      sekey: z.string().min(1),
      state: z.enum(['new', 'processed']),
      triaged_as_interesting: z.boolean().optional(),
    })
    .strict(),
  ({ chronicle, clock }, { sekey, ...changes }) => {
    const updated = { ...changes, state_updated_timestamp: clock.now() };
    const found = chronicle.rewriteTrustEvent(sekey, (json) =>
      JSON.stringify({ ...savedEvent.parse(JSON.parse(json)), ...updated }),
    );
    return found
      ? done({ sekey, ...updated })
      : refuse(`There is no event "${sekey}". GET /records?path=/admin/v1/trust_monitor/events lists them.`);
  },
);
