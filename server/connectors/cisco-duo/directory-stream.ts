import { DIRECTORY_PARTS, type DirectoryObject, type DirectoryPart } from '@/domain/directory';
import type {
  FetchedPage,
  FetchPageResult,
  ReadRecords,
  RejectedRecord,
} from '@/server/connectors/connector';
import {
  beginningOf,
  partAfter,
  readPlace,
  writePlace,
  type SweepPlace,
} from '@/server/connectors/cisco-duo/directory-offset';
import type { DuoStream, StreamCall } from '@/server/connectors/cisco-duo/duo-stream';
import { normaliseObject } from '@/server/connectors/cisco-duo/normalise-directory';
import { errorOfBadPage, findOffset, pageUnread } from '@/server/connectors/cisco-duo/paged-log';
import {
  readPage,
  readSingle,
  type PageRecord,
  type RecordPlace,
} from '@/server/connectors/cisco-duo/read-page';
import { keepRejected } from '@/server/connectors/cisco-duo/record-reading';

interface PartFacts {
  readonly path: string;
  /** The most that Duo gives at once. */
  readonly most: number;
  readonly place: RecordPlace;
}

const list = (marker: string): RecordPlace => ({ member: null, marker, numericOffset: true });

/** Source: Duo's Admin API documentation, "Users", "Groups", "Phones", "Endpoints". */
const PARTS: Readonly<Record<DirectoryPart, PartFacts>> = {
  users: { path: '/admin/v1/users', most: 300, place: list('user_id') },
  groups: { path: '/admin/v1/groups', most: 100, place: list('group_id') },
  phones: { path: '/admin/v1/phones', most: 300, place: list('phone_id') },
  endpoints: { path: '/admin/v1/endpoints', most: 300, place: list('epkey') },
};

type Movement = Pick<FetchedPage, 'nextOffset' | 'finishedParts' | 'note'>;

/** The directory as it is now: one page of one part, part after part. */
export const DIRECTORY: DuoStream = {
  id: 'directory',
  reading: null,
  readAgain: readObjectsAgain,
  fetchPage: fetchDirectoryPage,
};

async function fetchDirectoryPage(call: StreamCall): Promise<FetchPageResult> {
  const { client, keys, request } = call;
  const at = readPlace(request.offset);
  const { path, most, place } = PARTS[at.part];
  const params = { limit: String(Math.min(request.limit, most)), offset: String(at.offset) };
  const answer = await client.getRaw({ keys, path, params, signal: request.signal });
  if (!answer.ok) {
    const { error, dateHeader: vendorDate, requests } = answer;
    if (at.part === 'users' || error.class !== 'capability') return { ok: false, error };
    const facts = { total: null, vendorDate, requests, bytes: 0 };
    return { ok: true, records: [], rejected: [], objects: [], ...facts, ...leaveOut(at, error.message) };
  }
  const { value: bytes, dateHeader: vendorDate, requests } = answer;
  const facts = { total: null, vendorDate, requests, bytes: bytes.length };
  if (request.unread === true) {
    const next = findOffset(bytes);
    const torn = { ...at, torn: true };
    return {
      ...pageUnread(bytes),
      objects: [],
      ...facts,
      ...move(torn, next === null ? null : Number(next)),
    };
  }
  const page = readPage(bytes, place);
  if (!page.ok) return { ok: false, error: errorOfBadPage(bytes) };
  const { objects, rejected } = readObjects(at.part, page.records);
  const total = at.total ?? page.totalObjects;
  // Objects that left while the pages were turned have moved others to pages that were read before.
  const shrunk = total !== null && page.totalObjects !== null && page.totalObjects < total;
  const unreadable = page.nextOffset.kind === 'unreadable';
  // A directory without anybody is more likely a right that was narrowed than a company that was left by all.
  const deserted = at.part === 'users' && at.offset === 0 && page.records.length === 0;
  const torn = at.torn || shrunk || unreadable || deserted || rejected.length > 0;
  const next = page.nextOffset.kind === 'offset' ? Number(page.nextOffset.value) : null;
  const movement = move({ ...at, total, torn }, page.records.length === 0 ? null : next);
  return { ok: true, records: [], rejected, objects, ...facts, ...movement };
}

/** On to Duo's next offset, or where there is none, to the next part. */
function move(at: SweepPlace, next: number | null): Movement {
  if (next !== null && Number.isSafeInteger(next) && next > at.offset)
    return { nextOffset: writePlace({ ...at, offset: next }) };
  const after = partAfter(at.part);
  const nextOffset = after === null ? null : writePlace(beginningOf(after));
  // An offset that leads nowhere: the end of the part was not seen.
  if (next !== null || at.torn) {
    const note = `Not all of ${at.part} could be read, so that nothing missing there is taken for gone.`;
    return { nextOffset, finishedParts: [], note };
  }
  return { nextOffset, finishedParts: [at.part] };
}

/** A part that Duo does not let us read is left out, and the others still come. */
function leaveOut({ part }: SweepPlace, said: string): Movement {
  const after = partAfter(part);
  return {
    nextOffset: after === null ? null : writePlace(beginningOf(after)),
    finishedParts: [],
    note: `Left out ${part}: ${said}`,
  };
}

function readObjects(
  part: DirectoryPart,
  elements: readonly PageRecord[],
): { objects: readonly DirectoryObject[]; rejected: readonly RejectedRecord[] } {
  const objects: DirectoryObject[] = [];
  const rejected: RejectedRecord[] = [];
  for (const element of elements) {
    const read = element.ok ? normaliseObject(part, element.value) : element;
    if (read.ok) objects.push(read.object);
    else rejected.push(keepRejected({ ...read, bytes: bytesOf(element) }));
  }
  return { objects, rejected };
}

/**
 * Objects that were put away and can be read by now come with the next sweep; here only those are told that still
 * cannot.
 */
function readObjectsAgain(bytes: Buffer): ReadRecords {
  const page = readPage(bytes, PARTS.users.place);
  const elements = page.ok ? page.records : readSingle(bytes, PARTS.users.place);
  const rejected = elements.flatMap((element) => {
    const part = element.ok
      ? DIRECTORY_PARTS.find((name) => Object.hasOwn(element.value, PARTS[name].place.marker))
      : undefined;
    return readObjects(part ?? 'users', [element]).rejected;
  });
  return { records: [], rejected };
}

function bytesOf(element: PageRecord): Buffer {
  return element.ok ? Buffer.from(element.text, 'utf8') : element.bytes;
}
