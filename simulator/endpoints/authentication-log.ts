import { succeed, type Answer } from '../protocol/errors';
import type { Account, Call, Endpoint } from '../protocol/endpoint';
import { hashText } from '../random';
import { matchesFilters, readFilters } from './authentication-filters';
import { readLogPage } from './log-page';

/** An offset as this log writes it: two texts in a list. Sent back, they are joined by a comma. */
function offsetJson(offset: string): string {
  const comma = offset.indexOf(',');
  return JSON.stringify([offset.slice(0, comma), offset.slice(comma + 1)]);
}

/**
 * `metadata` as Duo writes it. On the last page the offset is usually null or missing, but sometimes it is there
 * all the same and leads to an empty page.
 */
function metadataJson(next: string | null, more: boolean, total: number): string {
  const chance = next === null ? 7 : hashText(next) % 8;
  if (next !== null && (more || chance < 2)) {
    return `{"next_offset":${offsetJson(next)},"total_objects":${total}}`;
  }
  return chance < 4 ? `{"total_objects":${total}}` : `{"next_offset":null,"total_objects":${total}}`;
}

function handle(account: Account, call: Call): Answer {
  const filters = readFilters(call.parameters);
  const page = readLogPage(
    account.logs.authentication,
    account,
    call,
    filters.length > 0 ? (json) => matchesFilters(json, filters) : null,
  );
  if ('ok' in page) return page;
  const rows = page.entries.map(({ json }) => json).join(',');
  return succeed(`{"authlogs":[${rows}],"metadata":${metadataJson(page.next, page.more, page.total)}}`);
}

export const authenticationLog: Endpoint = {
  method: 'GET',
  path: '/admin/v2/logs/authentication',
  permission: 'read_log',
  required: ['mintime', 'maxtime'],
  perMinute: 50,
  handle,
};
