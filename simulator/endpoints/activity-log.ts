import { succeed, type Answer } from '../protocol/errors';
import type { Account, Call, Endpoint } from '../protocol/endpoint';
import { hashText } from '../random';
import { readLogPage } from './log-page';

/**
 * A page of a log whose offset is one text, `<ms>,<id>`. The last page may carry an offset, null or none, and the
 * total is a number or, now and then, an object: collectors must take either.
 */
function itemsOf(log: 'activity' | 'telephony', account: Account, call: Call): Answer {
  const page = readLogPage(account.logs[log], account, call);
  if ('ok' in page) return page;
  const chance = page.next === null ? 5 : hashText(page.next) % 8;
  const offset =
    page.more || chance < 2 ? { next_offset: page.next } : chance < 4 ? {} : { next_offset: null };
  const total = log === 'activity' && chance === 3 ? { relation: 'eq', value: page.total } : page.total;
  const metadata = JSON.stringify({ ...offset, total_objects: total });
  return succeed(`{"items":[${page.entries.map(({ json }) => json).join(',')}],"metadata":${metadata}}`);
}

export const activityLog: Endpoint = {
  method: 'GET',
  path: '/admin/v2/logs/activity',
  permission: 'read_log',
  required: [],
  perMinute: 50,
  handle: (account, call) => itemsOf('activity', account, call),
};

export const telephonyLog: Endpoint = {
  ...activityLog,
  path: '/admin/v2/logs/telephony',
  handle: (account, call) => itemsOf('telephony', account, call),
};
