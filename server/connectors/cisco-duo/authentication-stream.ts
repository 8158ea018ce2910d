import { groupName } from '@/domain/group-name';
import type { DuoStream } from '@/server/connectors/cisco-duo/duo-stream';
import { normaliseAuthentication } from '@/server/connectors/cisco-duo/normalise-authentication';
import { fetchPagedLog, type PagedLog } from '@/server/connectors/cisco-duo/paged-log';
import {
  NO_COLUMNS,
  type ReadRecord,
  type RecordReading,
} from '@/server/connectors/cisco-duo/record-reading';
import type { JsonObject } from '@/server/connectors/json-value';

function readAuthentication(raw: JsonObject, now: number): ReadRecord {
  const read = normaliseAuthentication(raw, now);
  if (!read.ok) return read;
  const { record: authentication } = read;
  const { occurredAt, userKey: key, userName: username, email, access } = authentication;
  const person = {
    key,
    username,
    email: email?.toLowerCase() ?? null,
    groups: authentication.groups.map(groupName),
  };
  return {
    ok: true,
    meaning: {
      occurredAt,
      concernsAt: occurredAt,
      // Without a key, somebody typed a name that Duo does not know: that is nobody.
      person: key === null ? null : person,
      columns: {
        ...NO_COLUMNS,
        username,
        txid: authentication.txid,
        result: authentication.result,
        reason: authentication.reason,
        factor: authentication.factor,
        application: authentication.applicationName,
        ip: access.ip,
        country: access.country,
        trustLevel: authentication.trust?.level ?? null,
      },
      record: { kind: 'authentication', authentication },
    },
  };
}

/** `txid` is no identity: several records may share one, so that a record is told apart by its content. */
const reading: RecordReading = {
  place: { member: 'authlogs', marker: 'user' },
  idField: null,
  repeats: false,
  read: readAuthentication,
};

/** Source: Duo's Admin API documentation, "Authentication Logs" (version 2). */
const log: PagedLog = {
  path: '/admin/v2/logs/authentication',
  reading,
  most: 1_000,
  offsetParameter: 'next_offset',
  sortable: true,
  offsetField: 'txid',
};

export const AUTHENTICATION: DuoStream = {
  id: 'authentication',
  reading,
  fetchPage: (call) => fetchPagedLog(log, call),
};
