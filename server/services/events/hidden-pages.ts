import { z } from 'zod';
import {
  type DetectorSettings,
  settingsAt,
  type SettingsHistory,
} from '@/domain/detection/derived/detector-settings';
import { egressSpan } from '@/domain/detection/derived/egress-span';
import { DAY_MS } from '@/domain/detection/derived/terms';
import type { Thresholds } from '@/domain/detection/derived/thresholds';
import { isDismissal } from '@/domain/dispositions/disposition';
import { EVENT_CATALOGUE, type EventKind } from '@/domain/event-catalogue';
import { rangeWindow } from '@/domain/range-window';
import type { Hider, HiddenItem, RegisterPart } from '@/domain/views/hidden';
import type { Transaction } from '@/server/data/database';
import { settingsOrigins } from '@/server/data/detection/detector-settings';
import { listEgress } from '@/server/data/detection/learned-egress';
import { listRetryLoops } from '@/server/data/detection/retry-loops';
import { spraysFrom } from '@/server/data/detection/source-attacks';
import { type ListedDisposition, listDispositions } from '@/server/data/events/dispositions';
import { countFired } from '@/server/data/integrations/counters';
import type { Actor } from '@/server/services/actor';
import { cursorInstantSchema, readCursor, writeCursor } from '@/server/services/page-cursor';
import { deciderOf, presentDisposition } from './present-dispositions';

/** What a page of the register is asked for. */
export interface HiddenRequest {
  readonly actor: Actor;
  readonly now: number;
  readonly part: RegisterPart;
  readonly cursor: string | undefined;
  readonly settings: SettingsHistory;
}

/** A page of it. */
interface HiddenPage {
  readonly items: readonly HiddenItem[];
  readonly nextCursor: string | null;
}

type ReadPage = (accountId: string, tx: Transaction, request: HiddenRequest) => Promise<HiddenPage>;

const PAGE = 50;
/** Since when loops and figures of detectors are counted, in epoch milliseconds: the time that the lists behind them cover. */
export function hiddenSince(now: number): number {
  return rangeWindow('30d', now).from;
}

/** How each that hides events is read, a page at a time. */
export const READ_PAGE: Readonly<Record<Hider, ReadPage>> = {
  disposition: decisions,
  egress,
  retry_loop: retryLoops,
  detector_off: detectorsOff,
};

/** How many failing names a network needs, at the least, to be looked at as an attack. */
export function failingNames({ sprayPeople, slowSprayPeople, stuffingNames }: Thresholds): number {
  return Math.min(sprayPeople, slowSprayPeople, stuffingNames);
}

const instantCursor = z.object({ at: cursorInstantSchema, id: z.string().max(60) });
const decisionCursor = z.object({ at: cursorInstantSchema, id: z.uuid() });
const networkCursor = z.object({ network: z.string().max(60) });

async function decisions(accountId: string, tx: Transaction, { actor, now, part, cursor }: HiddenRequest) {
  const after = readCursor(decisionCursor, cursor);
  const from = after === null ? null : { createdAt: after.at, id: after.id };
  const rows = await listDispositions(accountId, tx, part, from, PAGE + 1);
  const to = deciderOf(actor);
  return pageOf(
    rows,
    (row) => ({ ...presentDisposition(row, to, now), ...presentHiding(row) }),
    ({ createdAt, id }) => ({ at: createdAt.getTime(), id }),
  );
}

function presentHiding(row: ListedDisposition) {
  return {
    hiddenBy: 'disposition' as const,
    events: row.events,
    hidden: isDismissal(row.verdict) ? row.events : 0,
    undoneBy: row.undoneByName,
    undoneAt: row.undoneAt?.toISOString() ?? null,
  };
}

async function egress(accountId: string, tx: Transaction, { now, cursor, settings }: HiddenRequest) {
  const { thresholds } = settingsAt(settings, now);
  const rows = await listEgress(accountId, tx, now, thresholds, {
    after: readCursor(networkCursor, cursor)?.network ?? null,
    failing: failingNames(thresholds),
    limit: PAGE + 1,
  });
  const sprays = await spraysFrom(
    accountId,
    tx,
    rows.map(({ network }) => network),
    0,
  );
  return pageOf(
    rows,
    ({ network, busy, people, failingDays }) => {
      const record = { busy, sprays: sprays.get(network) ?? [] };
      const { since, until } = egressSpan(record, thresholds.egressDays, now);
      return {
        ...{ hiddenBy: 'egress' as const, id: network, since: beginningOf(since), until: beginningOf(until) },
        people,
        failingDays,
      };
    },
    ({ network }) => ({ network }),
  );
}

/** The beginning of a UTC day that is counted from 1970. */
function beginningOf(day: number): string {
  return new Date(day * DAY_MS).toISOString();
}

async function retryLoops(accountId: string, tx: Transaction, { now, cursor }: HiddenRequest) {
  const after = readCursor(instantCursor, cursor);
  const rows = await listRetryLoops(accountId, tx, hiddenSince(now), {
    after: after === null ? null : { lastAt: after.at, id: after.id },
    limit: PAGE + 1,
  });
  return pageOf(
    rows,
    ({ personId, personName, firstAt, lastAt, ...loop }) => ({
      ...loop,
      hiddenBy: 'retry_loop' as const,
      person: { id: personId, name: personName },
      firstAt: firstAt.toISOString(),
      lastAt: lastAt.toISOString(),
    }),
    ({ lastAt, id }) => ({ at: lastAt.getTime(), id }),
  );
}

/** There are no more of them than kinds, so they are one page. */
async function detectorsOff(accountId: string, tx: Transaction, { now, settings }: HiddenRequest) {
  const { off } = settingsAt(settings, now);
  const origins = new Map((await settingsOrigins(accountId, tx)).map((origin) => [origin.number, origin]));
  const fired = off.length === 0 ? [] : await countFired(accountId, tx, hiddenSince(now));
  return pageOf(
    off,
    (kind) => {
      const { number, from } = switchedOffBy(settings, kind, now);
      return {
        ...{ hiddenBy: 'detector_off' as const, id: kind, label: EVENT_CATALOGUE[kind].label },
        settings: number,
        by: origins.get(number)?.author ?? '',
        since: new Date(from).toISOString(),
        reason: origins.get(number)?.reason ?? '',
        countable: kind !== 'push_spray' && kind !== 'credential_stuffing',
        fired: fired.find((row) => row.kind === kind)?.fired ?? 0,
      };
    },
    (kind) => ({ kind }),
  );
}

/** The settings since which a kind has been off without a break. */
function switchedOffBy(history: SettingsHistory, kind: EventKind, now: number): DetectorSettings {
  const held = history.filter(({ from }) => from <= now);
  const lastOn = held.findLastIndex(({ off }) => !off.includes(kind));
  return held[lastOn + 1] ?? settingsAt(history, now);
}

/** The first rows of one more than a page, as they are shown, and where the next page begins. */
function pageOf<Row>(
  rows: readonly Row[],
  present: (row: Row) => HiddenItem,
  cursorOf: (row: Row) => object,
): HiddenPage {
  const shown = rows.slice(0, PAGE);
  const last = shown.at(-1);
  return {
    items: shown.map(present),
    nextCursor: rows.length <= PAGE || last === undefined ? null : writeCursor(cursorOf(last)),
  };
}
